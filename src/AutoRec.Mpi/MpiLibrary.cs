using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace AutoRec.Mpi;

/// <summary>
/// The functions of an MPI library. The two families differ in their handles: those of Open MPI are addresses of exported objects, those of
/// MPICH (Intel MPI, MVAPICH and MS-MPI too) are numbers.
/// </summary>
internal sealed unsafe class MpiLibrary
{
    /// <summary>The variable that names another library file.</summary>
    public const string PathVariable = "AUTOREC_MPI_LIBRARY";

    private const int Serialized = 2; // MPI_THREAD_SERIALIZED: one thread at a time.
    private const int LongestVersion = 8192;

    // The numbers of processes that the mpirun of each library announces.
    private const string SizeOfOpenMpi = "OMPI_COMM_WORLD_SIZE";
    private const string SizeOfMpich = "PMI_SIZE";

    private static readonly string[] OpenMpi = ["libmpi.so.40", "libmpi.40.dylib", "libmpi.so"];
    private static readonly string[] Mpich = ["libmpich.so.12", "libmpi.so.12", "libmpich.12.dylib", "libmpi.12.dylib", "msmpi.dll"];

    private readonly delegate* unmanaged<int*, int> _initialized;
    private readonly delegate* unmanaged<int*, byte***, int, int*, int> _init;
    private readonly delegate* unmanaged<int*, int> _queryThread;
    private readonly delegate* unmanaged<nint, int*, int> _rank;
    private readonly delegate* unmanaged<nint, int*, int> _size;
    private readonly delegate* unmanaged<void*, void*, int, nint, nint, nint, int> _allreduce;
    private readonly delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, int> _alltoallv;
    private readonly delegate* unmanaged<nint, int, int> _abort;
    private readonly delegate* unmanaged<int> _finalize;
    private readonly nint _world;
    private readonly nint _byte;
    private readonly nint _int;
    private readonly nint _max;

    private MpiLibrary(nint handle)
    {
        _initialized = (delegate* unmanaged<int*, int>)Export("MPI_Initialized");
        _init = (delegate* unmanaged<int*, byte***, int, int*, int>)Export("MPI_Init_thread");
        _queryThread = (delegate* unmanaged<int*, int>)Export("MPI_Query_thread");
        _rank = (delegate* unmanaged<nint, int*, int>)Export("MPI_Comm_rank");
        _size = (delegate* unmanaged<nint, int*, int>)Export("MPI_Comm_size");
        _allreduce = (delegate* unmanaged<void*, void*, int, nint, nint, nint, int>)Export("MPI_Allreduce");
        _alltoallv = (delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, int>)Export("MPI_Alltoallv");
        _abort = (delegate* unmanaged<nint, int, int>)Export("MPI_Abort");
        _finalize = (delegate* unmanaged<int>)Export("MPI_Finalize");
        Version = ReadVersion((delegate* unmanaged<byte*, int*, int>)Export("MPI_Get_library_version"));

        // The header files of Open MPI 4 and 5, and of MPICH 3 and 4, whose numbers its ABI fixes.
        (_world, _byte, _int, _max) = NativeLibrary.TryGetExport(handle, "ompi_mpi_comm_world", out var world)
            ? (world, Export("ompi_mpi_byte"), Export("ompi_mpi_int"), Export("ompi_mpi_op_max"))
            : (0x44000000, 0x4c00010d, 0x4c000405, 0x58000001);

        nint Export(string name) => NativeLibrary.GetExport(handle, name);
    }

    /// <summary>The name and version, such as "Open MPI v4.1.4".</summary>
    public string Version { get; }

    /// <summary>Loads the library that the environment names, that of the launcher, or the first one that is installed.</summary>
    /// <exception cref="DllNotFoundException">No library is found.</exception>
    public static MpiLibrary Load()
    {
        string[] names = Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } path ? [path]
            : Has(SizeOfOpenMpi) ? OpenMpi
            : Has(SizeOfMpich) ? [.. Mpich, .. OpenMpi]
            : [.. OpenMpi, .. Mpich];
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), DllImportSearchPath.SafeDirectories, out var handle))
                return new(handle);
        }

        throw new DllNotFoundException(
            $"No MPI library was found; tried {string.Join(", ", names)}. Install Open MPI or MPICH (Debian: apt-get install openmpi-bin), "
            + $"or set {PathVariable} to the file.");

        static bool Has(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };
    }

    /// <summary>Starts MPI, unless the program did.</summary>
    /// <returns>Whether this call started it.</returns>
    public bool Start()
    {
        int started, provided;
        Check(_initialized(&started), "MPI_Initialized");
        if (started != 0)
            Check(_queryThread(&provided), "MPI_Query_thread");
        else
            Check(_init(null, null, Serialized, &provided), "MPI_Init_thread");
        return provided >= Serialized ? started == 0 : throw new InvalidOperationException(
            $"{Version} has the thread level {provided}; expected {Serialized}, MPI_THREAD_SERIALIZED. "
            + (started == 0 ? "Use a library that was built with threads." : "Start MPI with this level, or let MpiGroup.Join start it."));
    }

    /// <summary>
    /// Checks that the library belongs to the launcher. Otherwise each process would train alone, and save its model to the same file.
    /// </summary>
    /// <exception cref="InvalidOperationException">The launcher announces another number of processes.</exception>
    public void CheckLauncher(int count)
    {
        foreach (var variable in (string[])[SizeOfOpenMpi, SizeOfMpich])
        {
            var size = Environment.GetEnvironmentVariable(variable);
            if (int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var announced) && announced != count)
            {
                throw new InvalidOperationException(
                    $"The launcher announces {announced} processes ({variable}), but {Version} knows {count}. Start the program with the "
                    + $"mpirun of this library, or set {PathVariable} to the library of the launcher.");
            }
        }
    }

    public int Rank()
    {
        int rank;
        Check(_rank(_world, &rank), "MPI_Comm_rank");
        return rank;
    }

    public int Size()
    {
        int size;
        Check(_size(_world, &size), "MPI_Comm_size");
        return size;
    }

    /// <summary>The largest of the ranks' values.</summary>
    public int Max(int value)
    {
        int largest;
        Check(_allreduce(&value, &largest, 1, _int, _max, _world), "MPI_Allreduce");
        return largest;
    }

    /// <summary>Sends bytes from each rank to each rank.</summary>
    public void Exchange(byte* sent, int[] sentLengths, int[] sentOffsets, byte* received, int[] receivedLengths, int[] receivedOffsets)
    {
        fixed (int* lengths = sentLengths, offsets = sentOffsets, otherLengths = receivedLengths, otherOffsets = receivedOffsets)
        {
            Check(
                _alltoallv(sent, lengths, offsets, _byte, received, otherLengths, otherOffsets, _byte, _world),
                "MPI_Alltoallv");
        }
    }

    /// <summary>Ends all ranks at once.</summary>
    public void Abort(int exitCode) => _abort(_world, exitCode);

    public void End() => Check(_finalize(), "MPI_Finalize");

    private static string ReadVersion(delegate* unmanaged<byte*, int*, int> read)
    {
        var text = stackalloc byte[LongestVersion];
        int length;
        Check(read(text, &length), "MPI_Get_library_version");

        // "Open MPI v4.1.4, package: …" and "MPICH Version:\t4.0.2\nMPICH Release date: …".
        var first = Encoding.UTF8.GetString(text, length).TrimEnd('\0').Split('\n', ',')[0];
        var words = first.Replace("Version:", "", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words);
    }

    /// <summary>A library usually ends the process instead of returning an error.</summary>
    private static void Check(int result, string function)
    {
        if (result != 0)
            throw new InvalidOperationException($"{function} returned the error {result}; expected 0.");
    }
}
