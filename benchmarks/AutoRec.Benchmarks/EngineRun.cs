using System.Diagnostics;
using AutoRec.Engines;
using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Benchmarks;

/// <summary>One engine on a training set: steps, their time and their loss.</summary>
internal sealed class EngineRun(ITrainingEngine engine, BatchSchedule schedule) : IDisposable
{
    private readonly List<double> _epochSeconds = [];

    /// <summary>Seconds of each whole epoch so far, the making of its batches included.</summary>
    public IReadOnlyList<double> EpochSeconds => _epochSeconds;

    /// <summary>Σe² of the batches of the last epoch, as they were before their steps.</summary>
    public double SquaredErrors { get; private set; }

    /// <summary>The first of the epochs compiles the code and warms the caches: it does not count where there are more.</summary>
    public double TypicalEpochSeconds => EpochSeconds.Skip(EpochSeconds.Count > 1 ? 1 : 0).Order().ElementAt((EpochSeconds.Count - 1) / 2);

    /// <summary>Visits the batches of an epoch, all or the first few of them.</summary>
    /// <returns>Seconds.</returns>
    public double RunEpoch(int epoch, int batches = int.MaxValue)
    {
        var clock = Stopwatch.StartNew();
        var step = epoch * schedule.BatchesPerEpoch;
        SquaredErrors = 0;
        foreach (var batch in schedule.Batches(epoch).Take(batches))
            SquaredErrors += engine.Step(batch, schedule.LearningRate(step++));
        if (batches >= schedule.BatchesPerEpoch)
            _epochSeconds.Add(clock.Elapsed.TotalSeconds);
        return clock.Elapsed.TotalSeconds;
    }

    public void Dispose() => engine.Dispose();
}
