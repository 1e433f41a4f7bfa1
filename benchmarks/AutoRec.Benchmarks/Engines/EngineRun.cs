using System.Diagnostics;
using AutoRec.Checkpoints;
using AutoRec.Training;

namespace AutoRec.Benchmarks;

/// <summary>Runs the epochs of an engine and records their time and loss.</summary>
internal sealed class EngineRun(ITrainingEngine engine, BatchSchedule schedule) : IDisposable
{
    private readonly List<double> _seconds = [];

    /// <summary>The seconds of each <see cref="RunEpoch"/>, including the creation of the batches.</summary>
    public IReadOnlyList<double> Seconds => _seconds;

    public double TypicalSeconds => Rounds.Median(Counted);

    public (double Lowest, double Highest) Range => (Counted.Min(), Counted.Max());

    /// <summary>Σe² over the batches of the last epoch, each computed before its step.</summary>
    public double SquaredErrors { get; private set; }

    /// <summary>The state of the engine, for checkpoints.</summary>
    public IResumable State => (IResumable)engine;

    /// <summary>Runs the first batches of an epoch.</summary>
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

    /// <summary>All epochs but the first, which warms up; the first if it is the only one.</summary>
    private IEnumerable<double> Counted => _seconds.Skip(_seconds.Count > 1 ? 1 : 0);

    public void Dispose() => engine.Dispose();
}
