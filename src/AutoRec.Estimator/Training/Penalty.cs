namespace AutoRec.Training;

/// <summary>The λ that a recipe without one takes.</summary>
internal static class Penalty
{
    private const double Factor = 3.3;

    /// <summary>
    /// 3.3 σ (√(N/R) + √(N/C)): a penalty on the squares of both factors acts as one on the singular values of their product, and this is
    /// the size that noise of deviation σ in N of R × C entries gives the largest of them. σ is the RMS of what the biases leave; R and C
    /// count the rows and columns that have ratings.
    /// </summary>
    public static double UsualLambda(RatingMatrix ratings, RatingScale scale)
    {
        var stars = ratings.Map(scale.ToStars);
        var biases = RatingBaseline.Fit(stars);
        var columns = new HashSet<int>();
        double squares = 0;
        var rows = 0;
        for (var row = 0; row < stars.RowCount; row++)
        {
            rows += stars.CountOf(row) > 0 ? 1 : 0;
            for (var i = stars.RowPointers[row]; i < stars.RowPointers[row + 1]; i++)
            {
                columns.Add(stars.ColumnIndices[i]);
                var rest = stars.Values[i] - biases.Predict(row, stars.ColumnIndices[i]);
                squares += rest * rest;
            }
        }

        double n = stars.Count;
        return Factor * Math.Sqrt(squares / n) * (Math.Sqrt(n / rows) + Math.Sqrt(n / columns.Count));
    }
}
