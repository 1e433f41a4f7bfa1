using System.Diagnostics;

namespace AutoRec.Benchmarks;

/// <summary>
/// Trainings that are canceled at a random moment: they end in time, and the next training, half of them from a checkpoint, gives the same
/// model as ever.
/// </summary>
internal sealed class CancellationAttack(string folder) : Attack(folder)
{
    private const int Ratings = 1500;
    private const int Epochs = 20;

    private static readonly TimeSpan MostSeconds = TimeSpan.FromSeconds(5);

    private readonly List<(SmallTraining Training, string Digest)> _trainings = [];
    private readonly Dictionary<string, TimeSpan> _durations = [];

    public override (int Short, int Full) Attempts => (4, 60);

    public override void Prepare()
    {
        foreach (var kind in SmallTraining.Kinds)
        {
            var training = new SmallTraining(kind, Ratings, Epochs);
            _trainings.Add((training, FitToDigest(training)));
        }
    }

    public override AttackResult Run(int number, Random random)
    {
        var (training, digest) = _trainings[number % _trainings.Count];
        training = training with { Checkpoints = number / _trainings.Count % 2 == 0 ? null : PathOf("checkpoints") };
        var delay = random.NextDouble() * _durations[training.Kind];
        var what = $"{training.Kind} canceled after {delay.TotalMilliseconds:F0} ms";
        var (wasCanceled, clock) = (false, new Stopwatch());
        using (var source = new CancellationTokenSource())
        {
            source.Token.Register(clock.Start);
            source.CancelAfter(delay);
            try
            {
                (training with { Cancellation = source.Token }).Fit();
            }
            catch (OperationCanceledException)
            {
                wasCanceled = true;
            }
        }

        if (clock.Elapsed > MostSeconds)
            return new(Outcome.Hang, $"{what}: it ended {clock.Elapsed.TotalSeconds:F1} s later");
        if (FitToDigest(training) != digest)
            return new(Outcome.Wrong, $"{what}: the next training gave another model");
        return new(wasCanceled ? Outcome.Refused : Outcome.Same, what);
    }

    private string FitToDigest(SmallTraining training)
    {
        var clock = Stopwatch.StartNew();
        var digest = training.FitToDigest();
        _durations[training.Kind] = clock.Elapsed; // The first ones take longer: they compile code.
        return digest;
    }
}
