using System.Diagnostics;
using System.Text.Json;

namespace AutoRec.Tests;

/// <summary>Runs an example in a new process and a new folder, without AUTOREC_DATA.</summary>
/// <param name="example">The name of the example's folder and program.</param>
internal sealed class ExampleFolder(string example) : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("autorec-example-").FullName;

    public string PathOf(string file) => System.IO.Path.Combine(Path, file);

    public JsonElement ReadJson(string file) => JsonDocument.Parse(File.ReadAllText(PathOf(file))).RootElement;

    public (int ExitCode, string Output, string Error) Run(string arguments, params (string Name, string Value)[] variables)
    {
        using var process = Start(arguments, variables);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    public Process Start(string arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(FindExecutable(), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path,
        };
        start.Environment.Remove("AUTOREC_DATA");
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Asserts that the example refuses the arguments with an error of one line and writes no file.</summary>
    public void AssertRefused(string arguments, string message)
    {
        var run = Run(arguments);

        Assert.AreEqual(1, run.ExitCode);
        Assert.Contains(message, run.Error);
        Assert.HasCount(1, run.Error.TrimEnd().Split('\n'));
        Assert.IsEmpty(Directory.GetFileSystemEntries(Path));
    }

    /// <summary>The program of the example, in a subfolder named after the platform.</summary>
    public string FindExecutable()
    {
        var name = OperatingSystem.IsWindows() ? $"{example}.exe" : example;
        return Directory.EnumerateFiles(RepositoryFiles.OutputOf($"examples/{example}"), name, SearchOption.AllDirectories)
            .MaxBy(File.GetLastWriteTimeUtc) ?? throw new FileNotFoundException(
                $"The output of the example has no {name}. Build the example.");
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
