using System.Diagnostics;
using AutoRec.Tests;

namespace AutoRec.Engines.Torch.Native.Tests;

/// <summary>
/// Runs tests/Apps/NativeProbe, which loads torch and prints a sum or the error, or trains with the default engine. It has no libtorch,
/// but it can use that of the tests.
/// </summary>
internal static class NativeProbe
{
    public sealed record Result(int ExitCode, string Output, string Error);

    public static Task<Result> RunAsync(params (string Name, string Value)[] environment) => RunAsync(backend: null, environment);

    public static Task<Result> TrainAsync() => RunAsync(backend: null, [], "train");

    public static Task<Result> RunWithBackendAsync(params (string Name, string Value)[] environment) =>
        RunAsync(NativeTestFiles.NativeDirectory, environment);

    private static async Task<Result> RunAsync(string? backend, (string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(FindExecutable(), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LD_LIBRARY_PATH"] = backend;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Result(process.ExitCode, await output, await error);
    }

    private static string FindExecutable() =>
        Path.Combine(RepositoryFiles.OutputOf("tests/Apps/NativeProbe"), OperatingSystem.IsWindows() ? "NativeProbe.exe" : "NativeProbe");
}
