using System.Collections.Concurrent;

namespace AutoRec.Engines.Sparse.Tests;

[TestClass]
public sealed class ThreadTeamTests
{
    private static readonly int[] Counts = [0, 1, 2, 3, 7, 64, 1000];

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(5)]
    public void For_AnyCount_CallsEachIndexOnceByAThreadOfTheTeam(int threads)
    {
        using var team = new ThreadTeam(threads);
        Assert.AreEqual(threads, team.Count);
        for (var round = 0; round < 20; round++)
        {
            foreach (var count in Counts)
                AssertEachIndexOnce(team, count);
        }
    }

    [TestMethod]
    public void For_WorkOfOneThreadAtATime_NeverSharesItsNumber()
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
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    public void For_WorkThrows_TellsTheCallerAndCanBeUsedAfterwards(int threads)
    {
        using var team = new ThreadTeam(threads);
        foreach (var bad in new[] { 0, 31, 63 })
        {
            var error = Assert.ThrowsExactly<InvalidOperationException>(() => team.For(64, (index, _) =>
            {
                if (index == bad)
                    throw new InvalidOperationException($"Index {bad}.");
            }));
            Assert.AreEqual($"Index {bad}.", error.Message);
            AssertEachIndexOnce(team, 64);
        }
    }

    [TestMethod]
    public void For_EveryThreadThrows_TellsTheCallerOneOfThemAndCanBeUsedAfterwards()
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
        // No thread is let go before all are there: so each takes one index.
        using var all = new Barrier(threads);
        var team = new ThreadTeam(threads);
        team.For(threads, (_, _) =>
        {
            seen.Add(Thread.CurrentThread);
            Assert.IsTrue(all.SignalAndWait(TimeSpan.FromSeconds(30), TestContext.CancellationToken), "A thread of the team did not come.");
        });
        var helpers = seen.Where(thread => thread != Thread.CurrentThread).ToArray();
        Assert.HasCount(threads - 1, helpers);
        Assert.DoesNotContain(helper => !helper.IsAlive, helpers);

        team.Dispose();

        Assert.DoesNotContain(helper => helper.IsAlive, helpers);
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
