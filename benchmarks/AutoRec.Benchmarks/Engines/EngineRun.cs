using System.Diagnostics;
using AutoRec.Engines;
using AutoRec.Training;

namespace AutoRec.Benchmarks;

/// <summary>One engine at work: its epochs, their time and their loss.</summary>
internal sealed class EngineRun(ITrainingEngine engine, BatchSchedule schedule) : IDisposable
{
    private readonly List<double> _seconds = [];

    /// <summary>Of each call of <see cref="RunEpoch"/>, the making of the batches included.</summary>
    public IReadOnlyList<double> Seconds => _seconds;

    public double TypicalSeconds => Rounds.Median(Counted);

    public (double Lowest, double Highest) Range => (Counted.Min(), Counted.Max());

    /// <summary>Σe² of the batches of the last epoch, as they were before their steps.</summary>
    public double SquaredErrors { get; private set; }

    /// <summary>Visits the batches of an epoch, all or the first few of them.</summary>
    public void RunEpoch(int epoch, int batches, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var step = epoch * schedule.BatchesPerEpoch;
        SquaredErrors = 0;
        foreach (var batch in schedule.Batches(epoch).Take(batches))
        {
            cancellationToken.ThrowIfCancellationRequested();
            SquaredErrors += engine.Step(batch, schedule.LearningRate(step++));
        }

        _seconds.Add(clock.Elapsed.TotalSeconds);
    }

    /// <summary>The first, which warms the caches, counts only where it is the only one.</summary>
    private IEnumerable<double> Counted => _seconds.Skip(_seconds.Count > 1 ? 1 : 0);

    public void Dispose() => engine.Dispose();
}
