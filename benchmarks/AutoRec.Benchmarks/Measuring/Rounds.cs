using System.Diagnostics;

namespace AutoRec.Benchmarks;

/// <summary>
/// Seconds of some work in each of several rounds; what is compared runs by turns, so that a busy machine slows it all
/// alike.
/// </summary>
internal sealed class Rounds
{
    /// <summary>What two rounds may differ by before they are said to disagree.</summary>
    public const double Tolerance = 1.25;

    // The runtime compiles what runs often a second time, in the background, once the first calls have been counted.
    private const int RoundsToWarmUp = 3;

    // A clock that runs for less than this says more of the machine than of the work.
    private const double MinSeconds = 0.2;

    private readonly Func<double> _work;
    private readonly List<double> _seconds = [];

    /// <param name="work">Returns a sum over what it read, so that none of it can be left out.</param>
    public Rounds(Func<double> work) => _work = work;

    /// <summary>What the work returns, the same every time.</summary>
    public double Sum { get; private set; } = double.NaN;

    /// <summary>Of one call, in each round.</summary>
    public IReadOnlyList<double> Seconds => _seconds;

    public double MedianSeconds => Median(_seconds);

    /// <summary>Runs each in turn, <paramref name="count"/> times, after rounds that only warm it up.</summary>
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
                throw new InvalidOperationException($"The same work gave {Sum} and then {sum}.");
            Sum = sum;
            calls++;
        }
        while (clock.Elapsed.TotalSeconds < MinSeconds);
        return clock.Elapsed.TotalSeconds / calls;
    }
}
