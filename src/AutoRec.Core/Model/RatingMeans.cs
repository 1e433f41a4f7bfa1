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
    /// <param name="sum">If these are only some of the columns: see <see cref="RatingBaseline.Fit"/>.</param>
    public static RatingMeans Of(RatingMatrix ratings, float? damping = null, SumOverColumns? sum = null)
    {
        var columns = ratings.Transpose();
        var (ofRows, ofColumns) = (Sums.Of(ratings), Sums.Of(columns));
        Span<double> total = [ofRows.Ratings.Sum(), ofRows.Counts.Sum()];
        sum?.Invoke(total);
        sum?.Invoke(ofRows.Ratings);
        sum?.Invoke(ofRows.Counts);
        var global = (float)(total[0] / total[1]);
        var extra = damping ?? BestDamping();
        return new(global, ofRows.Means(global, extra), ofColumns.Means(global, extra), extra);

        float BestDamping()
        {
            double[] errors =
                [.. Dampings.Select(one => ofRows.ErrorsOfOthers(ratings, global, one) + ofColumns.ErrorsOfOthers(columns, global, one))];
            sum?.Invoke(errors);
            return Dampings[Array.IndexOf(errors, errors.Min())];
        }
    }

    /// <summary>The damped mean of a row; NaN without ratings.</summary>
    public float OfRow(ReadOnlySpan<float> ratings) =>
        ratings.IsEmpty ? float.NaN : Mean(RatingBaseline.Sum(ratings), ratings.Length, Global, Damping);

    private static float Mean(double sum, double count, float global, float damping) =>
        (float)((sum + (damping * (double)global)) / (count + damping));

    /// <summary>The weighted sum of the ratings of each row, and the sum of their weights.</summary>
    private sealed record Sums(double[] Ratings, double[] Counts)
    {
        public static Sums Of(RatingMatrix matrix)
        {
            var sums = new Sums(new double[matrix.RowCount], new double[matrix.RowCount]);
            for (var row = 0; row < matrix.RowCount; row++)
            {
                sums.Ratings[row] = RatingBaseline.Sum(matrix.ValuesOf(row), matrix.WeightsOf(row));
                sums.Counts[row] = RatingBaseline.Count(matrix.ValuesOf(row), matrix.WeightsOf(row));
            }

            return sums;
        }

        public float[] Means(float global, float damping) =>
            [.. Ratings.Zip(Counts, (sum, count) => count == 0 ? float.NaN : Mean(sum, count, global, damping))];

        /// <summary>The squared errors of all ratings, each predicted by the damped mean of the others of its row.</summary>
        public double ErrorsOfOthers(RatingMatrix matrix, float global, float damping)
        {
            double errors = 0;
            for (var row = 0; row < matrix.RowCount; row++)
            {
                var ratings = matrix.ValuesOf(row);
                var weights = matrix.WeightsOf(row);
                var (sum, count) = (Ratings[row] + (damping * (double)global), Counts[row] + damping);
                for (var i = 0; i < ratings.Length; i++)
                {
                    double weight = weights.IsEmpty ? 1 : weights[i];
                    var error = ((sum - (weight * ratings[i])) / (count - weight)) - ratings[i];
                    errors += weight * error * error;
                }
            }

            return errors;
        }
    }
}
