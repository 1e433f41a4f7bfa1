using System.Diagnostics;

namespace AutoRec.Tests;

/// <summary>Runs a program in a process of its own.</summary>
internal static class ProcessRun
{
    /// <summary>Asserts that the program succeeds, and returns the lines of its output.</summary>
    /// <param name="program">The program's file, or its name in the PATH.</param>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="cancellationToken">The token of the test.</param>
    /// <param name="input">The program's standard input.</param>
    /// <param name="folder">The program's current folder, or null for that of the tests.</param>
    public static async Task<string[]> LinesAsync(
        string program, string[] arguments, CancellationToken cancellationToken, string input = "", string? folder = null)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        })!;
        var (output, error) = (
            process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellationToken);
        Assert.AreEqual(0, process.ExitCode, $"{program}: {await output}{await error}");
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
