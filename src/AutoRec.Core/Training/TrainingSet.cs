using AutoRec.Model;
using AutoRec.Sharding;

namespace AutoRec.Training;

/// <summary>The prepared ratings: the network's input, target and weight of every observed entry. Ratings are prepared only here.</summary>
internal sealed class TrainingSet
{
    private readonly RatingMatrix _stars;
    private readonly int[] _rowCounts;

    /// <param name="ratings">The ratings; of a shard, those of its columns.</param>
    /// <param name="baseline">The parts of the baseline.</param>
    /// <param name="normalization">The normalization of the inputs.</param>
    /// <param name="shard">The columns of these ratings. Default: all.</param>
    public TrainingSet(RatingMatrix ratings, BaselineKind baseline, InputNormalization normalization, Shard? shard = null)
    {
        Shard = shard ?? Shard.Whole;
        _rowCounts = Shard.Sum(ratings.CountByRow());
        Rows = [.. Enumerable.Range(0, _rowCounts.Length).Where(row => _rowCounts[row] > 0)];
        Count = _rowCounts.Sum();
        var (minimum, maximum) = Shard.Range(ratings.Values);
        var scale = RatingScale.Of([minimum, maximum]);
        var (rowFeatures, rows) = Scale(ratings.RowFeatures, Rows);
        var (columnFeatures, columns) = Scale(ratings.ColumnFeatures, RatedColumns(ratings));
        Features = rows is null && columns is null ? null : new(rows, columns);
        _stars = ratings.Map(scale.ToStars).WithFeatures(rowFeatures, columnFeatures);
        Preparation = new(scale, RatingBaseline.Fit(_stars, baseline, sum: Shard.Sum), normalization, Recipe.TypicalCount);
        Targets = Residuals(Preparation.Baseline);
        Inputs = new float[_stars.Count];
        foreach (var row in Rows)
        {
            var factor = Preparation.InputFactor(CountOf(row));
            for (var i = RowPointers[row]; i < RowPointers[row + 1]; i++)
                Inputs[i] = _stars.Values[i] * factor;
        }
    }

    public RatingPreparation Preparation { get; }

    /// <summary>The columns of this set. A shard has all rows, but only the entries of its columns.</summary>
    public Shard Shard { get; }

    /// <summary>The rows with ratings; training visits only these.</summary>
    public int[] Rows { get; }

    /// <summary>N, the number of ratings of all shards.</summary>
    public int Count { get; }

    // C, R + 1 positions and the columns of the entries, as in RatingMatrix.
    public int ColumnCount => _stars.ColumnCount;
    public ReadOnlySpan<int> RowPointers => _stars.RowPointers;
    public ReadOnlySpan<int> ColumnIndices => _stars.ColumnIndices;

    /// <summary>The weights of the entries, of mean 1; empty if all are equal.</summary>
    public ReadOnlySpan<float> Weights => _stars.Weights;

    /// <summary>The scaled features of the rows; null without features.</summary>
    public FeatureMatrix? RowFeatures => _stars.RowFeatures;

    /// <summary>The scaled features of the columns; null without features.</summary>
    public FeatureMatrix? ColumnFeatures => _stars.ColumnFeatures;

    /// <summary>The scalings of the features; null without features.</summary>
    public ModelFeatures? Features { get; }

    /// <summary>The scaled ratings.</summary>
    public float[] Inputs { get; }

    /// <summary>The residuals: ratings minus baseline.</summary>
    public float[] Targets { get; }

    /// <summary>The number of ratings of a row in all shards.</summary>
    public int CountOf(int row) => _rowCounts[row];

    /// <summary>For each row, the number of its ratings in earlier shards.</summary>
    public int[] CountBefore() => Shard.CountBefore(_stars.CountByRow());

    /// <summary>σ: the RMS of the ratings minus their biases, in stars.</summary>
    public double Deviation()
    {
        var residuals = Preparation.Baseline.Kind == BaselineKind.Biases
            ? Targets
            : Residuals(RatingBaseline.Fit(_stars, BaselineKind.Biases, sum: Shard.Sum));
        double squares = 0;
        foreach (var residual in residuals)
            squares += residual * residual;
        return Math.Sqrt(Shard.Sum(squares) / Count);
    }

    /// <summary>The baseline with the given damping of its biases.</summary>
    public RatingBaseline BaselineWith(float damping) => damping == Preparation.Baseline.Damping
        ? Preparation.Baseline
        : RatingBaseline.Fit(_stars, Preparation.Baseline.Kind, damping, Shard.Sum);

    /// <summary>The number of columns with ratings.</summary>
    public int CountRatedColumns() => (int)Shard.Sum(_stars.CountByColumn().Count(count => count > 0));

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
        var residuals = new float[_stars.Count];
        foreach (var row in Rows)
        {
            for (var i = RowPointers[row]; i < RowPointers[row + 1]; i++)
                residuals[i] = _stars.Values[i] - baseline.Predict(baseline.Rows[row], ColumnIndices[i]);
        }

        return residuals;
    }
}
