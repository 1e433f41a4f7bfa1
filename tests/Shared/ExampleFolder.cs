using System.Diagnostics;
using System.Text.Json;

namespace AutoRec.Tests;

/// <summary>
/// An example as it is run by hand: a process of its own, in a folder of its own, without ratings that it could find by
/// itself.
/// </summary>
/// <param name="example">Its name, which is that of its folder and of its program.</param>
internal sealed class ExampleFolder(string example) : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("autorec-example-").FullName;

    public string PathOf(string file) => System.IO.Path.Combine(Path, file);

    public JsonElement ReadJson(string file) => JsonDocument.Parse(File.ReadAllText(PathOf(file))).RootElement;

    public (int ExitCode, string Output, string Error) Run(string arguments)
    {
        var start = new ProcessStartInfo(FindExecutable(), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path,
        };
        start.Environment.Remove("AUTOREC_DATA");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>Asserts that the example refuses the arguments, says why in one line, and leaves nothing behind.</summary>
    public void AssertRefused(string arguments, string message)
    {
        var run = Run(arguments);

        Assert.AreEqual(1, run.ExitCode);
        Assert.Contains(message, run.Error);
        Assert.HasCount(1, run.Error.TrimEnd().Split('\n'));
        Assert.IsEmpty(Directory.GetFileSystemEntries(Path));
    }

    /// <summary>An example is built for this machine alone, in a folder named after it.</summary>
    public string FindExecutable()
    {
        var name = OperatingSystem.IsWindows() ? $"{example}.exe" : example;
        return Directory.EnumerateFiles(RepositoryFiles.OutputOf($"examples/{example}"), name, SearchOption.AllDirectories)
            .MaxBy(File.GetLastWriteTimeUtc) ?? throw new FileNotFoundException(
                $"The example is not built: there is no {name} in its output.");
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
