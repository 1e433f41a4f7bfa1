using AutoRec.Tests;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse.Tests;

/// <summary>Measures what the process allocates: nothing else may run beside it.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SparseEngineMemoryTests
{
    private const int WarmUp = 6;
    private const int Rounds = 10;

    public static IEnumerable<object[]> Shapes =>
        from threads in new[] { 1, 3 }
        from hiddenLayers in new int[][] { [40], [40, 20] }
        select new object[] { threads, hiddenLayers };

    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void Step_AfterAWarmUp_AllocatesNothing(int threads, int[] hiddenLayers)
    {
        using var training = new Training(threads, hiddenLayers);
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            // The first wait that blocks allocates a lock; on a busy machine that can be any of the rounds.
            var before = GC.GetAllocatedBytesForCurrentThread();
            training.Step();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.AreEqual(0, least);
    }

    /// <summary>
    /// On all threads, so on those of the test host too, which allocate now and then: the round that saw the least of it counts. What the
    /// engine allocated, each round would see.
    /// </summary>
    [TestMethod]
    [DynamicData(nameof(Shapes))]
    public void Step_AfterAWarmUp_AllocatesNothingOnAnyThread(int threads, int[] hiddenLayers)
    {
        using var training = new Training(threads, hiddenLayers);
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var step = 0; step < 5; step++)
                training.Step();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
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

    /// <summary>A step that is repeated with one batch, after some.</summary>
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
