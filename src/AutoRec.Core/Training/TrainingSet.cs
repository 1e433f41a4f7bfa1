using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>The prepared ratings: the network's input, target and weight of every observed entry. Ratings are prepared only here.</summary>
internal sealed class TrainingSet
{
    private readonly RatingMatrix _stars;

    public TrainingSet(RatingMatrix ratings, BaselineKind baseline, InputNormalization normalization)
    {
        Rows = ratings.RatedRows();
        var scale = RatingScale.Of(ratings.Values);
        var (rowFeatures, rows) = Scale(ratings.RowFeatures, Rows);
        var (columnFeatures, columns) = Scale(ratings.ColumnFeatures, RatedColumns(ratings));
        Features = rows is null && columns is null ? null : new(rows, columns);
        _stars = ratings.Map(scale.ToStars).WithFeatures(rowFeatures, columnFeatures);
        Preparation = new(scale, RatingBaseline.Fit(_stars, baseline), normalization, Recipe.TypicalCount);
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

    /// <summary>The rows with ratings; training visits only these.</summary>
    public int[] Rows { get; }

    // C, N, R + 1 positions and N columns, as in RatingMatrix.
    public int ColumnCount => _stars.ColumnCount;
    public int Count => _stars.Count;
    public ReadOnlySpan<int> RowPointers => _stars.RowPointers;
    public ReadOnlySpan<int> ColumnIndices => _stars.ColumnIndices;

    /// <summary>N weights of mean 1; empty if all are equal.</summary>
    public ReadOnlySpan<float> Weights => _stars.Weights;

    /// <summary>The scaled features of the rows; null without features.</summary>
    public FeatureMatrix? RowFeatures => _stars.RowFeatures;

    /// <summary>The scaled features of the columns; null without features.</summary>
    public FeatureMatrix? ColumnFeatures => _stars.ColumnFeatures;

    /// <summary>The scalings of the features; null without features.</summary>
    public ModelFeatures? Features { get; }

    /// <summary>N scaled ratings.</summary>
    public float[] Inputs { get; }

    /// <summary>N residuals: ratings minus baseline.</summary>
    public float[] Targets { get; }

    /// <summary>σ: the RMS of the ratings minus their biases, in stars.</summary>
    public double Deviation()
    {
        var residuals = Preparation.Baseline.Kind == BaselineKind.Biases
            ? Targets
            : Residuals(RatingBaseline.Fit(_stars, BaselineKind.Biases));
        double squares = 0;
        foreach (var residual in residuals)
            squares += residual * residual;
        return Math.Sqrt(squares / Count);
    }

    /// <summary>The baseline with the given damping of its biases.</summary>
    public RatingBaseline BaselineWith(float damping) => damping == Preparation.Baseline.Damping
        ? Preparation.Baseline
        : RatingBaseline.Fit(_stars, Preparation.Baseline.Kind, damping);

    /// <summary>The number of columns with ratings.</summary>
    public int CountRatedColumns() => _stars.CountByColumn().Count(count => count > 0);

    private static (FeatureMatrix? Scaled, SideFeatures? Side) Scale(FeatureMatrix? features, int[] rated)
    {
        if (features is null)
            return (null, null);
        int[] known = [.. rated.Where(index => !features[index].IsUnknown)];
        var scaling = FeatureScaling.Fit(features, known);
        var side = SideFeatures.Of(scaling, scaling.Apply(features), known);
        return (new(features.SlotCount, Array.ConvertAll(features.Vectors, side.Scale)), side);
    }

    private static int[] RatedColumns(RatingMatrix ratings)
    {
        var counts = ratings.CountByColumn();
        return [.. Enumerable.Range(0, counts.Length).Where(column => counts[column] > 0)];
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
