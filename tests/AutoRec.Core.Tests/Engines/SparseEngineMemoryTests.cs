using AutoRec.Tests;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse.Tests;

/// <summary>Measures the allocations of the process, so no other test may run at the same time.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SparseEngineMemoryTests
{
    private const int WarmUp = 6;
    private const int Rounds = 200;

    public static IEnumerable<object[]> Shapes =>
        from threads in new[] { 1, 3 }
        from hiddenLayers in new int[][] { [40], [40, 20] }
        select new object[] { threads, hiddenLayers };

    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void Step_AfterAWarmUp_AllocatesNothing(int threads, int[] hiddenLayers)
    {
        using var training = new Training(threads, hiddenLayers);

        // The first wait that blocks allocates a lock. On a busy machine it can be in any round.
        Assert.AreEqual(0, LeastAllocated(GC.GetAllocatedBytesForCurrentThread, training.Step));
    }

    /// <summary>
    /// The count includes the threads of the test host, which allocate now and then, so the round with the fewest bytes counts. An
    /// allocation of the engine would appear in every round.
    /// </summary>
    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void Step_AfterAWarmUp_AllocatesNothingOnAnyThread(int threads, int[] hiddenLayers)
    {
        using var training = new Training(threads, hiddenLayers);

        Assert.AreEqual(0, LeastAllocated(() => GC.GetTotalAllocatedBytes(precise: true), FiveSteps));

        void FiveSteps()
        {
            for (var step = 0; step < 5; step++)
                training.Step();
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Step_SmallerOrLargerBatchWithFeatures_AllocatesNothing(int threads)
    {
        var options = new TestOptions { HiddenLayers = [40], NumberOfThreads = threads };
        var problem = EngineProblem.Small(options, withFeatures: true);
        using var engine = new SparseEngine(problem.Network, problem.Settings);
        var (rows, least) = (0, long.MaxValue);
        foreach (var batch in problem.Batches().Take(WarmUp + Rounds))
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            engine.Step(batch, problem.Rate);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (rows != 0 && rows != batch.RowCount)
                least = Math.Min(least, allocated);
            rows = batch.RowCount;
        }

        Assert.AreEqual(0, least);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Dispose_Twice_DoesNoHarm(int threads)
    {
        var training = new Training(threads, [40, 20]);
        training.Dispose();
        training.Dispose();
    }

    [TestMethod]
    public void Dispose_BeforeAnyStep_DoesNoHarm()
    {
        var problem = EngineProblem.Small(new TestOptions { HiddenLayers = [40] });
        new SparseEngine(problem.Network, problem.Settings).Dispose();
    }

    /// <summary>The bytes of the round that allocates least.</summary>
    private static long LeastAllocated(Func<long> countBytes, Action round)
    {
        var least = long.MaxValue;
        for (var i = 0; i < Rounds && least > 0; i++)
        {
            var before = countBytes();
            round();
            least = Math.Min(least, countBytes() - before);
        }

        return least;
    }

    /// <summary>Repeats a step with one batch, after a warm-up.</summary>
    private sealed class Training : IDisposable
    {
        private readonly EngineProblem _problem;
        private readonly SparseEngine _engine;
        private readonly Batch _batch;

        public Training(int threads, int[] hiddenLayers)
        {
            _problem = EngineProblem.Small(new TestOptions { HiddenLayers = hiddenLayers, HiddenDropout = 0.3, NumberOfThreads = threads });
            _engine = new SparseEngine(_problem.Network, _problem.Settings);
            _batch = _problem.Batches().First();
            for (var step = 0; step < WarmUp; step++)
                Step();
        }

        public void Step() => _engine.Step(_batch, _problem.Rate);

        public void Dispose() => _engine.Dispose();
    }
}
