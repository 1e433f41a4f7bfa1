using System.Diagnostics;

namespace AutoRec.Tests;

/// <summary>Starts the example Distributed with mpirun.</summary>
internal static class MpiRun
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static string? MpirunOf(string library) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, $"mpirun.{library}")).FirstOrDefault(File.Exists);

    /// <summary>Skips the test if the library is not installed.</summary>
    public static void Require(string library)
    {
        if (MpirunOf(library) is null)
            Assert.Inconclusive($"mpirun.{library} is not installed (Debian: apt-get install openmpi-bin mpich).");
    }

    /// <summary>Runs a command of the example in a number of processes.</summary>
    public static (int ExitCode, string Output) Run(string library, int ranks, string arguments)
    {
        using var process = Start(library, ranks, arguments);
        return Finish(process);
    }

    /// <summary>Runs a command of the example in two networks.</summary>
    public static (int ExitCode, string Output) RunInTwoNetworks(string library, string arguments)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "two-networks.sh");
        using var process = Start("sh", $"{script} {library} {Program} {arguments}");
        return Finish(process);
    }

    /// <summary>Runs a command with the launcher of one library and another library in the processes.</summary>
    public static (int ExitCode, string Output) Run(string launcher, string libraryFile, int ranks, string arguments)
    {
        using var process = Start(MpirunOf(launcher)!, $"-n {ranks} {Program} {arguments}", libraryFile);
        return Finish(process);
    }

    public static Process Start(string library, int ranks, string arguments) => Start(
        MpirunOf(library)!, $"{(library == "openmpi" ? "--oversubscribe --bind-to none " : "")}-n {ranks} {Program} {arguments}");

    public static (int ExitCode, string Output) Finish(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Deadline))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The processes hang: {output.Result}{error.Result}");
        }

        return (process.ExitCode, output.Result + error.Result);
    }

    private static string Program
    {
        get
        {
            using var folder = new ExampleFolder("Distributed");
            return folder.FindExecutable();
        }
    }

    private static Process Start(string program, string arguments, string? libraryFile = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

        // In a container, everything runs as root.
        (start.Environment["OMPI_ALLOW_RUN_AS_ROOT"], start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"]) = ("1", "1");
        if (libraryFile is not null)
            start.Environment["AUTOREC_MPI_LIBRARY"] = libraryFile;
        return Process.Start(start)!;
    }
}
