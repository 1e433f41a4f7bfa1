using System.Runtime.CompilerServices;
using AutoRec.Model;
using AutoRec.Recommending;

namespace AutoRec.Training;

/// <summary>
/// Fits a <see cref="LevelRegression"/> to held-out ratings: the likelihood is concave, so a few steps of Newton's method find the
/// optimum. A penalty holds each weight near its value before the fit, which matters for few ratings only.
/// </summary>
internal static class LevelFit
{
    private const double Penalty = 10;
    private const int MostSteps = 50;
    private const int MostHalvings = 20;
    private const double LeastChange = 1e-5; // Of the loss, relative.
    private const int ChunkSize = 256;

    private delegate void AddToSums(double[] terms, double[] probabilities, int level, double[] sums);

    /// <param name="before">The regression before the fit.</param>
    /// <param name="heldOut">The predictions of held-out ratings.</param>
    /// <param name="itemCounts">The number of ratings at each level that the predictions knew, items × L.</param>
    /// <param name="loop">The threads, and cancellation.</param>
    public static LevelRegression Fit(
        LevelRegression before, IReadOnlyList<HeldOutPrediction> heldOut, int[] itemCounts, CancelableLoop loop)
    {
        var levels = before.Levels;
        var start = Array.ConvertAll(before.Weights, weight => (double)weight);
        var size = levels.Count * before.WeightCount;
        var weights = start;
        var loss = Loss(weights);
        for (var step = 0; step < MostSteps; step++)
        {
            var direction = NewtonStep(weights);
            var (next, nextLoss) = (weights, double.PositiveInfinity);
            for (var n = 0; n < MostHalvings && !(nextLoss <= loss); n++)
            {
                var length = Math.Pow(0.5, n);
                next = [.. weights.Zip(direction, (weight, change) => weight - length * change)];
                nextLoss = Loss(next);
            }

            if (!(nextLoss < loss))
                break;
            var change = loss - nextLoss;
            (weights, loss) = (next, nextLoss);
            if (change < LeastChange * loss)
                break;
        }

        return before.WithWeights(Array.ConvertAll(weights, weight => (float)weight));

        double Loss(double[] at)
        {
            var sums = Chunks(1, at, (_, probabilities, level, sum) => sum[0] -= Math.Log(probabilities[level]));
            return sums[0] + at.Zip(start, (weight, prior) => Penalty / 2 * (weight - prior) * (weight - prior)).Sum();
        }

        // H⁻¹ g. The sums hold g, and then the lower triangle of H in rows.
        double[] NewtonStep(double[] at)
        {
            var count = at.Length;
            var sums = Chunks(count + (count * (count + 1) / 2), at, AddDerivatives);

            var slopes = sums[..count];
            for (var i = 0; i < count; i++)
            {
                slopes[i] += Penalty * (at[i] - start[i]);
                sums[count + ((i + 1) * (i + 2) / 2) - 1] += Penalty;
            }

            Cholesky.Factor(sums[count..], count).Solve(slopes);
            return slopes;
        }

        // Sums over all ratings, chunk after chunk, so that the result does not depend on the threads.
        double[] Chunks(int sumCount, double[] at, AddToSums add)
        {
            var chunks = new double[(heldOut.Count + ChunkSize - 1) / ChunkSize][];
            loop.For(chunks.Length, chunk =>
            {
                chunks[chunk] = new double[sumCount];
                var (terms, probabilities) = (new double[size], new double[levels.Count]);
                for (var n = chunk * ChunkSize; n < Math.Min((chunk + 1) * ChunkSize, heldOut.Count); n++)
                {
                    var (item, userRatings, rating, score) = heldOut[n];
                    before.Terms(score, levels.CountAll(userRatings), itemCounts.AsSpan(item * levels.Count, levels.Count), terms);
                    for (var l = 0; l < probabilities.Length; l++)
                        probabilities[l] = TensorPrimitives.Dot(terms.AsSpan(l * at.Length, at.Length), at);
                    before.Normalize(probabilities);
                    add(terms, probabilities, levels.LevelOf(rating), chunks[chunk]);
                }
            });
            var total = new double[sumCount];
            foreach (var sum in chunks)
                TensorPrimitives.Add(total, sum, total);
            return total;
        }
    }

    /// <summary>Adds −∂ log P and the lower triangle of −∂² log P of one observation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddDerivatives(double[] terms, double[] probabilities, int level, double[] sums)
    {
        var count = terms.Length / probabilities.Length;
        Span<double> mean = stackalloc double[count];
        Span<double> centered = stackalloc double[count];
        mean.Clear();
        for (var l = 0; l < probabilities.Length; l++)
            TensorPrimitives.MultiplyAdd(terms.AsSpan(l * count, count), probabilities[l], mean, mean);
        var gradient = sums.AsSpan(0, count);
        TensorPrimitives.Add(gradient, mean, gradient);
        TensorPrimitives.Subtract(gradient, terms.AsSpan(level * count, count), gradient);
        for (var l = 0; l < probabilities.Length; l++)
        {
            TensorPrimitives.Subtract(terms.AsSpan(l * count, count), mean, centered);
            for (var (i, row) = (0, count); i < count; row += ++i)
            {
                var lower = sums.AsSpan(row, i + 1);
                TensorPrimitives.MultiplyAdd(centered[..(i + 1)], probabilities[l] * centered[i], lower, lower);
            }
        }
    }
}
