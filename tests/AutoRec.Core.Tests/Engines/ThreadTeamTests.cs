using System.Collections.Concurrent;
using AutoRec.Model;
using AutoRec.Tests;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse.Tests;

[TestClass]
public sealed class ThreadTeamTests
{
    private static readonly int[] Counts = [0, 1, 2, 3, 7, 64, 1000];

    public static IEnumerable<(int Threads, int Count)> ThreadsAndCounts =>
        from threads in Enumerable.Range(1, 5)
        from count in Counts
        select (threads, count);

    public static IEnumerable<(int Threads, int Bad)> ThreadsAndBadIndices =>
        from threads in new[] { 1, 2, 4 }
        from bad in new[] { 0, 31, 63 }
        select (threads, bad);

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DynamicData(nameof(ThreadsAndCounts))]
    public void For_AnyCount_CallsEachIndexOnceByAThreadOfTheTeam(int threads, int count)
    {
        using var team = new ThreadTeam(threads);
        Assert.AreEqual(threads, team.Count);
        for (var round = 0; round < 20; round++)
            AssertEachIndexOnce(team, count);
    }

    [TestMethod]
    public void For_CountsInAnyOrder_CallsEachIndexOnce()
    {
        using var team = new ThreadTeam(3);
        foreach (var count in Counts.Concat(Counts.Reverse()))
            AssertEachIndexOnce(team, count);
    }

    [TestMethod]
    public void For_AnyWork_NeverGivesTwoThreadsTheSameNumber()
    {
        using var team = new ThreadTeam(4);
        var inside = new int[team.Count];
        var clashes = 0;
        team.For(1000, (_, thread) =>
        {
            if (Interlocked.Increment(ref inside[thread]) != 1)
                Interlocked.Increment(ref clashes);
            Thread.SpinWait(20);
            Interlocked.Decrement(ref inside[thread]);
        });
        Assert.AreEqual(0, clashes);
    }

    [TestMethod]
    [DynamicData(nameof(ThreadsAndBadIndices))]
    public void For_WorkThrows_RethrowsAndStaysUsable(int threads, int bad)
    {
        using var team = new ThreadTeam(threads);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => team.For(64, (index, _) =>
        {
            if (index == bad)
                throw new InvalidOperationException($"Index {bad}.");
        }));
        Assert.AreEqual($"Index {bad}.", error.Message);
        AssertEachIndexOnce(team, 64);
    }

    [TestMethod]
    public void For_EveryThreadThrows_RethrowsOneErrorAndStaysUsable()
    {
        using var team = new ThreadTeam(3);
        Assert.ThrowsExactly<InvalidOperationException>(() => team.For(64, (_, _) => throw new InvalidOperationException()));
        AssertEachIndexOnce(team, 64);
    }

    [TestMethod]
    public void Dispose_AfterWork_EndsTheThreads()
    {
        const int threads = 4;
        var seen = new ConcurrentBag<Thread>();
        // The barrier holds every thread until all have arrived, so each takes one index.
        using var all = new Barrier(threads);
        var team = new ThreadTeam(threads);
        team.For(threads, (_, _) =>
        {
            seen.Add(Thread.CurrentThread);
            Assert.IsTrue(all.SignalAndWait(TimeSpan.FromSeconds(30), TestContext.CancellationToken), "A thread did not arrive.");
        });
        var helpers = seen.Where(thread => thread != Thread.CurrentThread).ToArray();
        Assert.HasCount(threads - 1, helpers);
        Assert.DoesNotContain(helper => !helper.IsAlive, helpers);

        team.Dispose();

        Assert.DoesNotContain(helper => helper.IsAlive, helpers);
    }

    /// <summary>No other test may run at the same time, because the threads of the process are counted.</summary>
    [TestMethod]
    [DoNotParallelize]
    [OSCondition(OperatingSystems.Linux)] // It names the threads of a process.
    public void Create_EngineWhoseLaterAllocationFails_EndsItsThreads()
    {
        var ratings = RatingMatrix.Create(2, 2, [0, 0, 1], [0, 1, 1], [1, 2, 5]);
        var options = new TestOptions();
        var settings = EngineSettings.Of(
            options, new TrainingSet(ratings, options.Baseline, options.InputNormalization), firstLearningRate: 0.1, lambda: 100);
        AutoRecLayer first = new(2, 4, rowPerOutput: false), last = new(4, 2, rowPerOutput: true);
        var tooWide = new AutoRecLayer(4, int.MaxValue, rowPerOutput: false, [], []);
        var network = new Network([first, tooWide], last, Activation.Sigmoid, Activation.Identity, 0, 1);
        var before = Helpers();
        Assert.Throws<Exception>(() => new SparseEngine(network, settings with { Threads = 3 }));
        Assert.IsTrue(SpinWait.SpinUntil(() => Helpers() == before, TimeSpan.FromSeconds(10)), $"{Helpers() - before} threads are left.");

        // The system lists a joined thread for a moment longer.
        static int Helpers() => Directory.GetDirectories("/proc/self/task").Count(IsHelper);

        static bool IsHelper(string task)
        {
            try
            {
                return File.ReadAllText(Path.Combine(task, "comm")).StartsWith("AutoRec ", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false; // It has ended.
            }
        }
    }

    [TestMethod]
    public void Dispose_WithoutWorkAndTwice_DoesNoHarm()
    {
        var team = new ThreadTeam(3);
        team.Dispose();
        team.Dispose();
    }

    [TestMethod]
    public void For_TwoTeamsAtOnce_DoNotDisturbEachOther()
    {
        var errors = new Exception?[2];
        var callers = Array.ConvertAll([0, 1], caller => new Thread(() =>
        {
            try
            {
                using var team = new ThreadTeam(caller + 2);
                for (var round = 0; round < 50; round++)
                    AssertEachIndexOnce(team, Counts[round % Counts.Length]);
            }
            catch (Exception e)
            {
                errors[caller] = e;
            }
        }));
        foreach (var caller in callers)
            caller.Start();
        foreach (var caller in callers)
            caller.Join();
        Assert.AreSequenceEqual([null, null], errors);
    }

    private static void AssertEachIndexOnce(ThreadTeam team, int count)
    {
        var calls = new int[count];
        var strangers = 0;
        team.For(count, (index, thread) =>
        {
            Interlocked.Increment(ref calls[index]);
            if (thread < 0 || thread >= team.Count)
                Interlocked.Increment(ref strangers);
        });
        Assert.DoesNotContain(called => called != 1, calls);
        Assert.AreEqual(0, strangers);
    }
}
