namespace AutoRec.Model;

/// <summary>
/// The fallback scores for rows and columns without training ratings, in the label's units. Each mean counts the global mean as a few extra
/// ratings, so a single 5 does not become the top score. If ratings have weights, the means are weighted.
/// </summary>
/// <param name="Global">The mean of all ratings.</param>
/// <param name="Rows">The mean of each row; NaN without ratings.</param>
/// <param name="Columns">The mean of each column; NaN without ratings.</param>
/// <param name="Damping">The number of extra ratings D; 0 in models of format 1, and 1 in others of earlier versions.</param>
internal sealed record RatingMeans(float Global, float[] Rows, float[] Columns, float Damping)
{
    // The first one is taken if no row or column has two ratings.
    private static readonly float[] Dampings = [3, 1, 2, 4, 6, 8, 12];

    /// <param name="ratings">The training ratings.</param>
    /// <param name="damping">D; null: the one whose means predict the ratings best.</param>
    public static RatingMeans Of(RatingMatrix ratings, float? damping = null)
    {
        var global = (float)RatingBaseline.Average(ratings.Values, ratings.Weights);
        var columns = ratings.Transpose();
        var extra = damping
            ?? Dampings.MinBy(one => ErrorsOfOthers(ratings, global, one) + ErrorsOfOthers(columns, global, one));
        return new(global, OfRows(ratings), OfRows(columns), extra);

        float[] OfRows(RatingMatrix matrix) =>
        [
            .. from row in Enumerable.Range(0, matrix.RowCount)
            select OfRow(matrix.ValuesOf(row), matrix.WeightsOf(row), global, extra),
        ];
    }

    /// <summary>The damped mean of a row; NaN without ratings.</summary>
    public float OfRow(ReadOnlySpan<float> ratings) => OfRow(ratings, [], Global, Damping);

    /// <summary>The squared errors of all ratings, each predicted by the damped mean of the others of its row.</summary>
    private static double ErrorsOfOthers(RatingMatrix matrix, float global, float damping)
    {
        double errors = 0;
        for (var row = 0; row < matrix.RowCount; row++)
        {
            var ratings = matrix.ValuesOf(row);
            var weights = matrix.WeightsOf(row);
            var sum = RatingBaseline.Sum(ratings, weights) + (damping * (double)global);
            var count = RatingBaseline.Count(ratings, weights) + damping;
            for (var i = 0; i < ratings.Length; i++)
            {
                double weight = weights.IsEmpty ? 1 : weights[i];
                var error = ((sum - (weight * ratings[i])) / (count - weight)) - ratings[i];
                errors += weight * error * error;
            }
        }

        return errors;
    }

    private static float OfRow(ReadOnlySpan<float> ratings, ReadOnlySpan<float> weights, float global, float damping) => ratings.IsEmpty
        ? float.NaN
        : (float)((RatingBaseline.Sum(ratings, weights) + (damping * (double)global)) / (RatingBaseline.Count(ratings, weights) + damping));
}
