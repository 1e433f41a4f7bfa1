using System.Numerics;
using AutoRec.Mpi;

namespace AutoRec;

/// <summary>The processes that <c>mpirun</c> or <c>srun</c> started.</summary>
/// <remarks>
/// <para>Open MPI 4 and 5 and MPICH 3 and 4 on Linux are tested. Libraries with the ABI of MPICH (Intel MPI, MVAPICH) and MS-MPI on Windows
/// have the same handles, but were not run.</para>
/// <para>If an exception ends a rank, all ranks end. In <c>Fit</c> all of them throw its error.</para>
/// </remarks>
/// <example>
/// <code>
/// // mpirun -n 4 dotnet app.dll
/// using var ranks = MpiGroup.Join();
/// var options = new AutoRecTrainer.Options
/// {
///     RankGroup = ranks,
///     MatrixColumnIndexColumnName = "user",
///     MatrixRowIndexColumnName = "item",
/// };
/// var model = mlContext.Recommendation().Trainers.AutoRec(options).Fit(ratingsOfThisRank);
/// if (ranks.Rank == 0)
///     mlContext.Model.Save(model, ratingsOfThisRank.Schema, "autorec.zip");
/// </code>
/// </example>
public sealed unsafe class MpiGroup : RankGroup
{
    private readonly MpiLibrary _library;
    private readonly bool _endsMpi;
    private bool _isDisposed;

    private MpiGroup(MpiLibrary library)
    {
        _library = library;
        _endsMpi = library.Start();
        (Rank, Count) = (library.Rank(), library.Size());
        library.CheckLauncher(Count);
    }

    /// <inheritdoc/>
    public override int Rank { get; }

    /// <inheritdoc/>
    public override int Count { get; }

    /// <summary>The name and version of the library, such as "Open MPI v4.1.4".</summary>
    public string Library => _library.Version;

    /// <summary>
    /// Joins the other processes. Loads the library of the launcher, or the file that the variable AUTOREC_MPI_LIBRARY names. Without a
    /// launcher, the process is the only one.
    /// </summary>
    /// <param name="numberOfShards">
    /// The number of parts of the matrix, a power of two from the number of processes to 4096. The same number gives the same model for any
    /// number of processes. Default: 16.
    /// </param>
    /// <remarks>If the program has started MPI itself, it needs the thread level MPI_THREAD_SERIALIZED or a higher one.</remarks>
    /// <exception cref="DllNotFoundException">No MPI library is found.</exception>
    /// <exception cref="InvalidOperationException">
    /// The library allows no calls from several threads (MPI_THREAD_SERIALIZED), it belongs to another launcher, or one of its functions
    /// failed.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The number of shards is no power of two, or smaller than that of the processes.
    /// </exception>
    public static MpiGroup Join(int numberOfShards = 16)
    {
        if (numberOfShards is < 1 or > MostShards || !BitOperations.IsPow2(numberOfShards))
        {
            throw new ArgumentOutOfRangeException(
                nameof(numberOfShards), numberOfShards, $"{nameof(numberOfShards)} must be a power of two from 1 to {MostShards}.");
        }

        var group = new MpiGroup(MpiLibrary.Load()) { NumberOfShards = numberOfShards };
        AppDomain.CurrentDomain.UnhandledException += group.AbortAll;
        AppDomain.CurrentDomain.ProcessExit += group.EndProcess;
        if (group.Count > numberOfShards)
        {
            throw new ArgumentOutOfRangeException(
                nameof(numberOfShards),
                numberOfShards,
                $"{nameof(numberOfShards)} must be at least {group.Count}, the number of processes.");
        }

        return group;
    }

    /// <summary>Leaves the group, as soon as all ranks do, and ends MPI if <see cref="Join"/> started it.</summary>
    /// <param name="disposing">Not used.</param>
    protected override void Dispose(bool disposing)
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        AppDomain.CurrentDomain.UnhandledException -= AbortAll;
        AppDomain.CurrentDomain.ProcessExit -= EndProcess;
        Leave();
        if (_endsMpi)
            _library.End();
    }

    private protected override int Largest(int value) => _library.Max(value);

    private protected override void Exchange(
        byte* sent, int[] sentLengths, int[] sentOffsets, byte* received, int[] receivedLengths, int[] receivedOffsets) =>
        _library.Exchange(sent, sentLengths, sentOffsets, received, receivedLengths, receivedOffsets);

    /// <summary>Ends all ranks. Otherwise the others would wait for this one forever.</summary>
    private void AbortAll(object sender, UnhandledExceptionEventArgs e)
    {
        Console.Error.WriteLine($"Rank {Rank} of {Count} ends all ranks: {e.ExceptionObject}");
        Console.Error.Flush();
        _library.Abort(1);
    }

    /// <summary>A process that exits without leaving the group ends it.</summary>
    private void EndProcess(object? sender, EventArgs e)
    {
        if (Environment.ExitCode != 0)
            _library.Abort(Environment.ExitCode);
        else
            Dispose();
    }
}
