using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>
/// The prepared ratings: an input and a target of the network for every observed entry. This is the one place that prepares ratings for
/// training; engines know nothing of stars.
/// </summary>
internal sealed class TrainingSet
{
    private readonly RatingMatrix _stars;

    public TrainingSet(RatingMatrix ratings, BaselineKind baseline, InputNormalization normalization)
    {
        Rows = ratings.RatedRows();
        var scale = RatingScale.Of(ratings.Values);
        _stars = ratings.Map(scale.ToStars);
        var meanCount = (float)ratings.Count / Math.Max(1, Rows.Length);
        Preparation = new(scale, RatingBaseline.Fit(_stars, baseline), normalization, meanCount);
        Targets = Residuals(Preparation.Baseline);
        Inputs = new float[Count];
        foreach (var row in Rows)
        {
            var factor = Preparation.InputFactor(_stars.CountOf(row));
            for (var i = RowPointers[row]; i < RowPointers[row + 1]; i++)
                Inputs[i] = _stars.Values[i] * factor;
        }
    }

    public RatingPreparation Preparation { get; }

    /// <summary>The rows that have ratings; training visits no others.</summary>
    public int[] Rows { get; }

    /// <summary>C, the number of columns of the matrix.</summary>
    public int ColumnCount => _stars.ColumnCount;

    /// <summary>N, the number of observed entries.</summary>
    public int Count => _stars.Count;

    /// <summary>R + 1 positions, as in <see cref="RatingMatrix.RowPointers"/>.</summary>
    public ReadOnlySpan<int> RowPointers => _stars.RowPointers;

    /// <summary>The column of each entry.</summary>
    public ReadOnlySpan<int> ColumnIndices => _stars.ColumnIndices;

    /// <summary>N inputs of the network.</summary>
    public float[] Inputs { get; }

    /// <summary>N targets of the network: what the baseline leaves of each rating.</summary>
    public float[] Targets { get; }

    /// <summary>
    /// λ where the options do not set it: 3.3 σ (√(N/R) + √(N/C)), or 11 instead of 3.3 where the first layer bears no penalty. R and C count
    /// rows and columns with ratings; σ is the RMS of what the biases leave.
    /// </summary>
    /// <remarks>
    /// A penalty on the squares of both factors acts as one on the singular values of their product, and this is the size that noise of
    /// deviation σ in N of R × C entries gives the largest of them.
    /// </remarks>
    public double DefaultLambda(double encoderPenalty)
    {
        const double FactorOfBoth = 3.3, FactorOfDecoder = 11;
        var residuals = Preparation.Baseline.Kind == BaselineKind.Biases
            ? Targets
            : Residuals(RatingBaseline.Fit(_stars, BaselineKind.Biases));
        double n = Count, squares = 0;
        foreach (var residual in residuals)
            squares += residual * residual;
        var columns = _stars.CountByColumn().Count(count => count > 0);
        return (encoderPenalty > 0 ? FactorOfBoth : FactorOfDecoder) * Math.Sqrt(squares / n) * (Math.Sqrt(n / Rows.Length) + Math.Sqrt(n / columns));
    }

    private float[] Residuals(RatingBaseline baseline)
    {
        var residuals = new float[Count];
        foreach (var row in Rows)
        {
            for (var i = RowPointers[row]; i < RowPointers[row + 1]; i++)
                residuals[i] = _stars.Values[i] - baseline.Predict(baseline.Rows[row], ColumnIndices[i]);
        }

        return residuals;
    }
}
