using System.Diagnostics;
using System.Reflection;

namespace AutoRec.Benchmarks;

/// <summary>Runs this program again, in a process of its own.</summary>
internal static class ChildProcess
{
    /// <summary>The program and its arguments.</summary>
    public static string[] CommandOf(params IEnumerable<string> arguments)
    {
        var host = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? [host, Assembly.GetEntryAssembly()!.Location, .. arguments]
            : [host, .. arguments];
    }

    /// <summary>Describes the start of a command whose output is read.</summary>
    public static ProcessStartInfo Piped(params IReadOnlyList<string> command) =>
        new(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };

    /// <returns>The standard output.</returns>
    /// <exception cref="InvalidOperationException">The process failed.</exception>
    public static string Run(params string[] arguments)
    {
        var command = CommandOf(arguments);
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"The child process failed with exit code {process.ExitCode}: {output}");
    }
}
