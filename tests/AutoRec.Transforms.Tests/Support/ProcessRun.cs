using System.Diagnostics;

namespace AutoRec.Tests;

/// <summary>Runs a program in a process of its own.</summary>
internal static class ProcessRun
{
    /// <summary>Asserts that the program succeeds, and returns the lines of its output.</summary>
    public static async Task<string[]> LinesAsync(
        string program, string[] arguments, CancellationToken cancellationToken, string input = "")
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
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
