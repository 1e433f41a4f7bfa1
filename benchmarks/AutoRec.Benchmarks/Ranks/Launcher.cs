using System.Diagnostics;
using AutoRec.Examples;

namespace AutoRec.Benchmarks;

/// <summary>The program that starts the ranks: the one that MPIRUN names, or the first <c>mpirun</c> in the path.</summary>
internal sealed class Launcher
{
    private const string Variable = "MPIRUN";

    private static readonly string[] Names = ["mpirun", "mpirun.openmpi", "mpirun.mpich"];

    private readonly string _program;
    private readonly bool _isOpenMpi;

    /// <exception cref="UserErrorException">No launcher is found.</exception>
    public Launcher()
    {
        _program = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Find();
        using var process = Process.Start(StartOf("--version"))!;
        process.StandardError.ReadToEndAsync();
        var version = process.StandardOutput.ReadToEnd();
        _isOpenMpi = version.Contains("Open MPI", StringComparison.Ordinal) || version.Contains("OpenRTE", StringComparison.Ordinal);
    }

    /// <summary>Whether each of the ranks has a core of its own.</summary>
    public static bool BindsToCores(int ranks) => ranks <= Environment.ProcessorCount;

    /// <summary>Starts a command in a number of processes.</summary>
    public Process Start(int ranks, string[] command)
    {
        string[] binding = (_isOpenMpi, BindsToCores(ranks)) switch
        {
            (true, true) => ["--oversubscribe", "--bind-to", "core"],
            (true, false) => ["--oversubscribe", "--bind-to", "none"],
            (false, true) => ["-bind-to", "core"],
            (false, false) => [],
        };
        return Process.Start(StartOf([.. binding, "-n", $"{ranks}", .. command]))!;
    }

    private static string Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists)
        ?? throw new UserErrorException(
            $"The path has none of {string.Join(", ", Names)}. Install Open MPI or MPICH (Debian: apt-get install openmpi-bin), or set "
            + $"{Variable} to the launcher.");

    private ProcessStartInfo StartOf(params IReadOnlyList<string> arguments)
    {
        var start = ChildProcess.Piped([_program, .. arguments]);

        // In a container, everything runs as root.
        (start.Environment["OMPI_ALLOW_RUN_AS_ROOT"], start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"]) = ("1", "1");
        return start;
    }
}
