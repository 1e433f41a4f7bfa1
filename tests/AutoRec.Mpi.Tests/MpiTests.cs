using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>Trainings in several processes, with each of the MPI libraries. The shards themselves are tested in ShardedRunTests.</summary>
[TestClass]
public sealed partial class MpiTests
{
    private const string Options = "--hidden 40 --epochs 4 --validation 0.1";

    private static string _folder = "";

    [ClassInitialize]
    public static void WriteRatings(TestContext context)
    {
        _folder = Directory.CreateTempSubdirectory("autorec-mpi-").FullName;
        var random = new Random(5);
        var lines = (
            from user in Enumerable.Range(0, 150)
            from item in Enumerable.Range(0, 80)
            where random.Next(6) == 0
            let stars = Math.Clamp(Math.Round(3.3 + Math.Sin(item) + Math.Cos(user * 2) + random.NextDouble() - 0.5), 1, 5)
            select string.Create(CultureInfo.InvariantCulture, $"user {user},film {item},{stars}")).ToArray();
        random.Shuffle(lines);
        File.WriteAllLines(Ratings, ["userId,movieId,rating", .. lines]);
    }

    [ClassCleanup]
    public static void DeleteRatings() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow("openmpi")]
    [DataRow("mpich")]
    public void Train_OneTwoAndFourRanks_GiveTheSameModel(string library)
    {
        MpiRun.Require(library);
        var expected = Train(library, 1, Ratings);
        AssertSame(expected, Train(library, 2, Ratings));
        AssertSame(expected, Train(library, 4, Ratings));
    }

    [TestMethod]
    public void Train_OtherLibrary_GivesTheSameModel()
    {
        MpiRun.Require("openmpi");
        MpiRun.Require("mpich");
        AssertSame(Train("openmpi", 2, Ratings), Train("mpich", 2, Ratings));
    }

    [TestMethod]
    public void Train_SplitFile_GivesTheSameModelAsTheWholeFile()
    {
        MpiRun.Require("openmpi");
        var parts = Path.Combine(_folder, "parts");
        using (var example = new ExampleFolder("Distributed"))
            Assert.AreEqual(0, example.Run($"split --data {Ratings} --parts 4 --output {parts}").ExitCode);
        var expected = Train("openmpi", 1, parts);
        AssertSame(expected, Train("openmpi", 2, parts));
        AssertSame(expected, Train("openmpi", 4, parts));
    }

    [TestMethod]
    [DataRow("openmpi")]
    [DataRow("mpich")]
    public void Train_TwoNetworks_GiveTheSameModel(string library)
    {
        MpiRun.Require(library);
        RequireNetworks();
        var model = Path.Combine(_folder, $"networks-{library}.zip");
        var (exitCode, output) = MpiRun.RunInTwoNetworks(library, $"train --data {Ratings} {Options} --save {model}");
        Assert.AreEqual(0, exitCode, output);
        AssertSame(Train(library, 1, Ratings), RatingModelFile.Load(model));
    }

    [TestMethod]
    public void Train_KeptRatings_MakesARecommender()
    {
        MpiRun.Require("openmpi");
        var model = Path.Combine(_folder, "lists.zip");
        var (exitCode, output) = MpiRun.Run("openmpi", 2, $"train --data {Ratings} {Options} --lists --save {model}");
        Assert.AreEqual(0, exitCode, output);
        var mlContext = new MLContext();
        var recommender = mlContext.Model.CreateRecommender<string, string>(mlContext.Model.Load(model, out var schema), schema);
        Assert.HasCount(5, recommender.Recommend("user 7", 5));
    }

    [TestMethod]
    [DataRow("openmpi")]
    [DataRow("mpich")]
    public void Train_ARankWithABrokenFile_EndsAllRanks(string library)
    {
        MpiRun.Require(library);
        var parts = Path.Combine(_folder, $"broken-{library}");
        using (var example = new ExampleFolder("Distributed"))
            Assert.AreEqual(0, example.Run($"split --data {Ratings} --parts 2 --output {parts}").ExitCode);
        File.AppendAllText(Path.Combine(parts, "part-01.csv"), "user 1,film 1,five\n");

        var (exitCode, output) = MpiRun.Run(library, 2, $"train --data {parts} {Options}");

        Assert.AreNotEqual(0, exitCode);
        Assert.Contains("five", output);
        Assert.Contains("Rank 1 of 2 left the group", output);
    }

    [TestMethod]
    [DataRow("openmpi")]
    [DataRow("mpich")]
    public void Train_ARankThatIsKilled_EndsAllRanks(string library)
    {
        MpiRun.Require(library);
        using var process = MpiRun.Start(library, 3, $"train --data {Ratings} --hidden 64 --epochs 1000000");
        var ids = new List<int>();
        while (process.StandardOutput.ReadLine() is { } line && !line.StartsWith("Epoch 3/", StringComparison.Ordinal))
        {
            if (ProcessLine().Match(line) is { Success: true } match)
                ids.Add(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        }

        Assert.HasCount(3, ids);
        using (var rank = Process.GetProcessById(ids[^1]))
            rank.Kill();

        Assert.AreNotEqual(0, MpiRun.Finish(process).ExitCode);
        foreach (var id in ids)
            Assert.IsTrue(SpinWait.SpinUntil(() => HasEnded(id), TimeSpan.FromSeconds(30)), $"Process {id} still runs.");
    }

    [TestMethod]
    public void Train_ARankThatIsKilled_ResumesWithOtherRanksToTheSameModel()
    {
        MpiRun.Require("openmpi");
        var (expected, resumed, checkpoints) =
            (Path.Combine(_folder, "whole.zip"), Path.Combine(_folder, "resumed.zip"), Path.Combine(_folder, "checkpoints"));
        const string options = "--hidden 40 --epochs 60 --validation 0.1";
        Assert.AreEqual(0, MpiRun.Run("openmpi", 1, $"train --data {Ratings} {options} --save {expected}").ExitCode);
        var train = $"train --data {Ratings} {options} --checkpoints {checkpoints} --checkpoint-epochs 1 --save {resumed}";
        using (var process = MpiRun.Start("openmpi", 2, train))
        {
            var id = 0;
            while (process.StandardOutput.ReadLine() is { } line && !line.StartsWith("Epoch 5/", StringComparison.Ordinal))
            {
                if (ProcessLine().Match(line) is { Success: true } match)
                    id = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            }

            using (var rank = Process.GetProcessById(id))
                rank.Kill();
            Assert.AreNotEqual(0, MpiRun.Finish(process).ExitCode);
        }

        Assert.IsFalse(File.Exists(resumed));
        var (exitCode, output) = MpiRun.Run("openmpi", 4, train);
        Assert.AreEqual(0, exitCode, output);
        Assert.Contains("Resuming after epoch ", output);
        AssertSame(RatingModelFile.Load(expected), RatingModelFile.Load(resumed));
        Assert.IsFalse(Directory.Exists(checkpoints));
    }

    [TestMethod]
    public void Join_LibraryOfAnotherLauncher_IsRefused()
    {
        MpiRun.Require("openmpi");
        MpiRun.Require("mpich");
        var (exitCode, output) = MpiRun.Run("mpich", "libmpi.so.40", 2, $"train --data {Ratings} {Options}");
        Assert.AreNotEqual(0, exitCode);
        Assert.Contains("The launcher announces 2 processes (PMI_SIZE), but Open MPI", output);
    }

    [TestMethod]
    public void Join_ImpossibleNumbersOfShards_AreRefused()
    {
        foreach (var shards in (ReadOnlySpan<int>)[0, 3, 8192])
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => MpiGroup.Join(shards));
    }

    private static string Ratings => Path.Combine(_folder, "ratings.csv");

    private static IRatingModel Train(string library, int ranks, string data)
    {
        var model = Path.Combine(_folder, $"model-{library}-{ranks}.zip");
        var (exitCode, output) = MpiRun.Run(library, ranks, $"train --data {data} {Options} --save {model}");
        Assert.AreEqual(0, exitCode, output);
        Assert.Contains($"{ranks} ranks, ", output);
        return RatingModelFile.Load(model);
    }

    private static void AssertSame(IRatingModel expected, IRatingModel actual)
    {
        Assert.AreEqual(expected.UserCount, actual.UserCount);
        for (var item = 0; item < expected.ItemCount; item++)
        {
            for (var user = 0; user < expected.UserCount; user++)
                Assert.AreEqual(expected.Score(item, user), actual.Score(item, user), $"item {item}, user {user}");
        }
    }

    /// <summary>Whether a process has ended. In a container, nobody may collect its exit code, so it can remain as a zombie.</summary>
    private static bool HasEnded(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].TrimStart()[0] is 'Z' or 'X';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private static void RequireNetworks()
    {
        try
        {
            const string commands =
                "ip netns add autorec-probe && ip netns exec autorec-probe unshare -u true && ip netns del autorec-probe";
            string[] probe = ["-c", commands];
            using var process = Process.Start(new ProcessStartInfo("sh", probe) { RedirectStandardError = true })!;
            process.WaitForExit();
            if (process.ExitCode == 0)
                return;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // Neither unshare nor ip.
        }

        Assert.Inconclusive("This system lets the tests create no networks; it needs root and iproute2.");
    }

    [GeneratedRegex(@"rank \d+: process (\d+)")]
    private static partial Regex ProcessLine();
}
