using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>
/// Ratings as the network meets them: for every observed entry an input and a target. What a star is, is not known from here on.
/// </summary>
internal sealed class TrainingSet
{
    private readonly RatingMatrix _ratings;

    public TrainingSet(RatingMatrix ratings, RatingPreparation preparation)
    {
        _ratings = ratings;
        Inputs = new float[ratings.Count];
        Targets = new float[ratings.Count];
        Rows = ratings.RatedRows();
        foreach (var row in Rows)
        {
            var factor = preparation.InputFactor(ratings.CountOf(row));
            for (var i = ratings.RowPointers[row]; i < ratings.RowPointers[row + 1]; i++)
            {
                var stars = preparation.Scale.ToStars(ratings.Values[i]);
                Inputs[i] = stars * factor;
                Targets[i] = stars - preparation.Baseline.Predict(row, ratings.ColumnIndices[i]);
            }
        }
    }

    /// <summary>The rows that have ratings; no others are visited.</summary>
    public int[] Rows { get; }

    /// <summary>The number of columns of the matrix.</summary>
    public int ColumnCount => _ratings.ColumnCount;

    /// <summary>N, the number of observed entries.</summary>
    public int Count => Inputs.Length;

    /// <summary>The positions of a row's entries begin and end here, as in <see cref="RatingMatrix.RowPointers"/>.</summary>
    public ReadOnlySpan<int> RowPointers => _ratings.RowPointers;

    /// <summary>The column of each entry.</summary>
    public ReadOnlySpan<int> ColumnIndices => _ratings.ColumnIndices;

    /// <summary>What enters the network for each entry.</summary>
    public float[] Inputs { get; }

    /// <summary>What it should give back.</summary>
    public float[] Targets { get; }
}
