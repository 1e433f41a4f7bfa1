using System.Buffers;
using System.Runtime.CompilerServices;
using AutoRec.Model;

namespace AutoRec.Choice;

/// <summary>
/// Estimates what a user would choose, rated or not: a one-class factorization over all user-item pairs (Hu, Koren and Volinsky 2008). An
/// item has K factors v<sub>i</sub>; a user's code solves a ridge regression over them. Immutable.
/// </summary>
/// <remarks>
/// The code w of a user minimizes Σ<sub>rated</sub> (x<sub>i</sub> − w·v<sub>i</sub>)² + α Σ<sub>all</sub> (w·v<sub>i</sub>)² + r ‖w‖².
/// The middle sum is α wᵀ(VᵀV)w, so the pairs without a rating cost K², not the number of items. x<sub>i</sub> is (1 + α) · grade,
/// with the <see cref="Grade"/> of the rating. The penalty is r = λ √(n + α I) for n ratings and I rated items.
/// </remarks>
internal sealed class ChoiceModel
{
    /// <summary>α, the weight of a pair without a rating.</summary>
    public const float UnratedWeight = 0.1f;

    /// <summary>λ of the penalty.</summary>
    public const float Penalty = 0.45f;

    private const int BlockRows = 32; // Ratings whose factors stay in the first cache.

    private readonly double[] _gram; // α VᵀV, the lower triangle of a square with padded rows.
    private readonly int _ratedItems;

    /// <param name="scale">The range of the training ratings.</param>
    /// <param name="mean">The mean of the training ratings.</param>
    /// <param name="userCount">The number of users with ratings.</param>
    /// <param name="counts">The number of ratings of each item.</param>
    /// <param name="factors">V, items × K values; zero for items without ratings.</param>
    /// <param name="parallel">The number of threads; null for one for each processor.</param>
    public ChoiceModel(
        RatingScale scale, float mean, int userCount, int[] counts, float[] factors, ParallelOptions? parallel = null)
    {
        (Scale, Mean, UserCount, Counts, Factors) = (scale, mean, userCount, counts, factors);
        FactorCount = factors.Length / counts.Length;
        _ratedItems = counts.Count(count => count > 0);
        _gram = WeightedGram(FactorGram.Of(factors, FactorCount, parallel ?? new()), FactorCount);
    }

    public RatingScale Scale { get; }
    public float Mean { get; }
    public int UserCount { get; }
    public int[] Counts { get; }
    public float[] Factors { get; }

    /// <summary>K.</summary>
    public int FactorCount { get; }

    public ReadOnlySpan<float> Factor(int item) => Factors.AsSpan(item * FactorCount, FactorCount);

    /// <summary>
    /// The grade of a rating: 1 for the mean, 1/4 more for each star above it, and so from 0 to 2. A rating outside the scale counts as its
    /// end.
    /// </summary>
    public static float Grade(float rating, RatingScale scale, float mean) => 1 + (scale.Clip(rating) - mean) / (4 * scale.Unit);

    /// <summary>r, the penalty on a code from n ratings of a side, where the other side has the given number of rated members.</summary>
    public static float PenaltyOf(int count, int others) => Penalty * MathF.Sqrt(count + UnratedWeight * others);

    /// <summary>Computes the code of a user with the given ratings, K values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // As in DotProduct.Of, for the first users of a process.
    public float[] Encode(ReadOnlySpan<int> items, ReadOnlySpan<float> ratings)
    {
        var right = new double[FactorCount];
        SystemOf(items, ratings, right).Solve(right);
        return Array.ConvertAll(right, value => (float)value);
    }

    /// <summary>x = (1 + α) · grade, the factor of a rating in b.</summary>
    public float Weight(float rating) => (1 + UnratedWeight) * Grade(rating, Scale, Mean);

    /// <summary>Computes A and b of the linear system A w = b, whose solution w is the code of a user with the given ratings.</summary>
    /// <param name="items">The items.</param>
    /// <param name="ratings">A rating for each.</param>
    /// <param name="right">K values, to which b = Σ x v is added.</param>
    /// <returns>A = α VᵀV + r I + Σ v vᵀ, with the sum over the given items.</returns>
    public Cholesky SystemOf(ReadOnlySpan<int> items, ReadOnlySpan<float> ratings, Span<double> right)
    {
        var length = OuterProducts.PaddedLength(FactorCount);
        var blockRows = Math.Min(items.Length, BlockRows);
        var (system, block) = (ArrayPool<double>.Shared.Rent(length * length), ArrayPool<double>.Shared.Rent(blockRows * length));
        double[] lower;
        try
        {
            _gram.CopyTo(system, 0);
            Array.Clear(block); // The padding.
            for (var from = 0; from < items.Length; from += blockRows)
            {
                var rows = Math.Min(blockRows, items.Length - from);
                for (var n = 0; n < rows; n++)
                {
                    double target = Weight(ratings[from + n]);
                    var factor = Factor(items[from + n]);
                    var row = block.AsSpan(n * length, FactorCount);
                    for (var k = 0; k < row.Length; k++)
                    {
                        row[k] = factor[k];
                        right[k] += target * row[k];
                    }
                }

                OuterProducts.Add(block.AsSpan(0, rows * length), length, system);
            }

            lower = OuterProducts.LowerTriangle(system, FactorCount);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(system);
            ArrayPool<double>.Shared.Return(block);
        }

        for (int i = 0, at = 0; i < FactorCount; i++, at += i + 1)
            lower[at] += PenaltyOf(items.Length, _ratedItems);
        return Cholesky.Factor(lower, FactorCount);
    }

    /// <summary>How likely the user of a code chooses an item: about 0 to 1, comparable within a user.</summary>
    public float Score(ReadOnlySpan<float> code, int item) => DotProduct.Of(code, Factor(item));

    /// <summary>The share of users who rated the item: the score for a user without ratings.</summary>
    public float Popularity(int item) => (float)Counts[item] / UserCount;

    private static double[] WeightedGram(double[] lower, int size)
    {
        var length = OuterProducts.PaddedLength(size);
        var square = new double[length * length];
        for (int i = 0, at = 0; i < size; i++, at += i)
            TensorPrimitives.Multiply(lower.AsSpan(at, i + 1), UnratedWeight, square.AsSpan(i * length));
        return square;
    }
}
