using System.Diagnostics;
using System.Reflection;

namespace AutoRec.Benchmarks;

/// <summary>Runs this program again, in a process of its own.</summary>
internal static class ChildProcess
{
    /// <returns>The standard output.</returns>
    /// <exception cref="InvalidOperationException">The process failed.</exception>
    public static string Run(params string[] arguments)
    {
        var host = Environment.ProcessPath!;
        if (Path.GetFileNameWithoutExtension(host) == "dotnet")
            arguments = [Assembly.GetEntryAssembly()!.Location, .. arguments];
        using var process = Process.Start(new ProcessStartInfo(host, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"The child process failed with exit code {process.ExitCode}: {output}");
    }
}
