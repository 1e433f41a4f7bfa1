using System.Diagnostics;

namespace AutoRec.Benchmarks;

/// <summary>Times a piece of work in several rounds. Compared pieces alternate, so that other load on the machine slows all.</summary>
internal sealed class Rounds
{
    /// <summary>The highest ratio of the slowest round to the fastest at which rounds agree.</summary>
    public const double Tolerance = 1.25;

    // The runtime optimizes code in the background after its first calls.
    private const int RoundsToWarmUp = 3;

    // Shorter times are too noisy.
    private const double MinSeconds = 0.2;

    private readonly Func<double> _work;
    private readonly List<double> _seconds = [];

    /// <param name="work">The work. It returns a sum over its results, so that the compiler cannot drop them.</param>
    public Rounds(Func<double> work) => _work = work;

    /// <summary>The result of the work, the same in every round.</summary>
    public double Sum { get; private set; } = double.NaN;

    /// <summary>The seconds of one call, in each round.</summary>
    public IReadOnlyList<double> Seconds => _seconds;

    public double MedianSeconds => Median(_seconds);

    /// <summary>Warms up, and then runs all contenders in each of <paramref name="count"/> rounds.</summary>
    public static void Run(int count, CancellationToken cancellationToken, params IEnumerable<Rounds> contenders)
    {
        var all = contenders.ToArray();
        for (var round = -RoundsToWarmUp; round < count; round++)
        {
            foreach (var contender in all)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var seconds = contender.RunOnce();
                if (round >= 0)
                    contender._seconds.Add(seconds);
            }
        }
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private double RunOnce()
    {
        GC.Collect();
        var calls = 0;
        var clock = Stopwatch.StartNew();
        do
        {
            var sum = _work();
            if (!double.IsNaN(Sum) && sum != Sum)
                throw new InvalidOperationException($"The work returned {Sum} first and {sum} later; expected equal results.");
            Sum = sum;
            calls++;
        }
        while (clock.Elapsed.TotalSeconds < MinSeconds);
        return clock.Elapsed.TotalSeconds / calls;
    }
}
