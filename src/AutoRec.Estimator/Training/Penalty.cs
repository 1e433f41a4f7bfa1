using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>The λ that a recipe without one takes.</summary>
internal static class Penalty
{
    private const double FactorOfBoth = 3.3;
    private const double FactorOfDecoder = 11;

    /// <summary>
    /// 3.3 σ (√(N/R) + √(N/C)): a penalty on the squares of both factors acts as one on the singular values of their product, and this is
    /// the size that noise of deviation σ in N of R × C entries gives the largest of them. σ is the RMS of what the biases leave; R and C
    /// count the rows and columns that have ratings. Where the first layer is free, the others bear more: 11 instead of 3.3.
    /// </summary>
    public static double UsualLambda(RatingMatrix ratings, RatingPreparation preparation, double encoderPenalty)
    {
        var factor = encoderPenalty > 0 ? FactorOfBoth : FactorOfDecoder;
        double n = ratings.Count;
        var rows = ratings.RatedRows().Length;
        var columns = ratings.CountByColumn().Count(count => count > 0);
        return factor * Math.Sqrt(SquaresLeftByBiases(ratings, preparation) / n) * (Math.Sqrt(n / rows) + Math.Sqrt(n / columns));
    }

    private static double SquaresLeftByBiases(RatingMatrix ratings, RatingPreparation preparation)
    {
        var biases = preparation.Baseline.Kind == BaselineKind.Biases
            ? preparation.Baseline
            : RatingBaseline.Fit(ratings.Map(preparation.Scale.ToStars), damping: RatingBaseline.DampingBelowNetwork);
        double squares = 0;
        for (var row = 0; row < ratings.RowCount; row++)
        {
            for (var i = ratings.RowPointers[row]; i < ratings.RowPointers[row + 1]; i++)
            {
                var rest = preparation.Scale.ToStars(ratings.Values[i]) - biases.Predict(row, ratings.ColumnIndices[i]);
                squares += rest * rest;
            }
        }

        return squares;
    }
}
