using System.Diagnostics;
using AutoRec.Examples;

namespace AutoRec.Tests;

[TestClass]
public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("autorec-tests-").FullName;

    private string FileName => Path.Combine(_folder, "model.zip");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Write_OtherContent_ReplacesTheFileAndLeavesNothingElse()
    {
        File.WriteAllText(FileName, "before");
        AtomicFile.Write(FileName, temporary => File.WriteAllText(temporary, "after"));
        Assert.AreEqual("after", File.ReadAllText(FileName));
        Assert.AreSequenceEqual(new[] { FileName }, Directory.GetFiles(_folder));
    }

    [TestMethod]
    public void Write_LeftoverOfAKilledProcess_IsDeletedAndThatOfOthersIsNot()
    {
        var dead = Leftover("model.zip", EndedProcess(), minutes: 5);
        string[] kept =
        [
            Leftover("model.zip", EndedProcess(), minutes: 0), // Perhaps of a process in another container.
            Leftover("model.zip", Environment.ProcessId, minutes: 5, suffix: ".other"),
            Leftover("other.zip", EndedProcess(), minutes: 5),
            Leftover("model.zip", RunningProcess(), minutes: 5),
        ];
        AtomicFile.Write(FileName, temporary => File.WriteAllText(temporary, "content"));
        Assert.IsFalse(File.Exists(dead));
        foreach (var file in kept)
            Assert.IsTrue(File.Exists(file), file);
    }

    private string Leftover(string name, int process, int minutes, string suffix = ".tmp")
    {
        var path = Path.Combine(_folder, $"{name}.{process}{suffix}");
        File.WriteAllText(path, "half");
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-minutes));
        return path;
    }

    private static int EndedProcess()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.Id;
    }

    /// <summary>A process other than this one, whose own temporary file it would be.</summary>
    private static int RunningProcess()
    {
        var processes = Process.GetProcesses();
        try
        {
            return processes.First(process => process.Id > 0 && process.Id != Environment.ProcessId).Id;
        }
        finally
        {
            foreach (var process in processes)
                process.Dispose();
        }
    }
}
