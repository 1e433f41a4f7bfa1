using System.Diagnostics;

namespace AutoRec.Examples.Compare;

/// <summary>The speed of scoring, in rows per second.</summary>
/// <param name="First">The speed of the first scoring after training. It includes just-in-time compilation.</param>
/// <param name="Warm">The speed after a warm-up, over at least a million rows or a second.</param>
internal readonly record struct ScoringSpeed(double First, double Warm)
{
    private const int WarmRows = 1_000_000;

    private static readonly TimeSpan WarmTime = TimeSpan.FromSeconds(1);

    // Long enough for .NET to compile the loops again with optimizations.
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromSeconds(0.3);

    /// <param name="score">Scores all test rows.</param>
    /// <param name="cancellationToken">Cancels the measurement.</param>
    public static (float[] Scores, ScoringSpeed Speed) Measure(Func<float[]> score, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var scores = score();
        var first = scores.Length / clock.Elapsed.TotalSeconds;
        Repeat(int.MaxValue, WarmUpTime);
        return (scores, new(first, Repeat(WarmRows, WarmTime)));

        double Repeat(int enoughRows, TimeSpan enoughTime)
        {
            var rows = 0L;
            clock.Restart();
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                rows += score().Length;
            }
            while (rows < enoughRows && clock.Elapsed < enoughTime);
            return rows / clock.Elapsed.TotalSeconds;
        }
    }
}
