using AutoRec.Model;
using AutoRec.Scoring;

namespace AutoRec;

/// <summary>
/// A trained AutoRec: everything that scoring needs, in plain arrays. Immutable, free of native memory, safe to use from several
/// threads at once.
/// </summary>
/// <remarks>
/// Its <b>rows</b> are what the network encodes and its <b>columns</b> what it reads and reconstructs: items and users where
/// <see cref="Variant"/> is <see cref="AutoRecVariant.ItemBased"/>, users and items where it is <see cref="AutoRecVariant.UserBased"/>,
/// and the rows and slots of the pivoted vectors where it was trained on those. Indices are 0-based: ML.NET's key values less one.
/// </remarks>
public sealed class AutoRecModelParameters : IPairScorer
{
    internal AutoRecModelParameters(
        AutoRecVariant variant,
        RatingPreparation preparation,
        Network network,
        float[] rowCodes,
        RatingMeans means,
        ColdStart coldStart,
        bool clipToLabelRange)
    {
        (Variant, Preparation, Network, Codes, Means) = (variant, preparation, network, rowCodes, means);
        (ColdStart, ClipToLabelRange) = (coldStart, clipToLabelRange);
        Layers = [.. network.Layers];
    }

    /// <summary>What a row and a column of this model are.</summary>
    public AutoRecVariant Variant { get; }

    /// <summary>R, the number of rows.</summary>
    public int RowCount => Means.Rows.Length;

    /// <summary>C, the number of columns.</summary>
    public int ColumnCount => Means.Columns.Length;

    /// <summary>The layers from input to output: the first reads C values, the last computes C.</summary>
    public IReadOnlyList<AutoRecLayer> Layers { get; }

    /// <summary>g, the activation of every hidden layer.</summary>
    public Activation EncoderActivation => Network.Encoder;

    /// <summary>f, the activation of the last layer.</summary>
    public Activation DecoderActivation => Network.Decoder;

    /// <summary>K, the width of the last hidden layer.</summary>
    public int CodeLength => Network.CodeLength;

    /// <summary>R × K: the last hidden layer of each row on all of its training ratings, row after row.</summary>
    public ReadOnlyMemory<float> RowCodes => Codes;

    /// <summary>The range of the labels in training.</summary>
    public RatingScale LabelRange => Preparation.Scale;

    /// <summary>What is added to the network's output, on the common scale of 1 to 5 (see <see cref="RatingScale"/>).</summary>
    public RatingBaseline Baseline => Preparation.Baseline;

    /// <summary>What the inputs are multiplied by.</summary>
    public InputNormalization InputNormalization => Preparation.Normalization;

    /// <summary>The score where the row or the column had no ratings.</summary>
    public ColdStart ColdStart { get; }

    /// <summary>Whether scores are clipped to <see cref="LabelRange"/>.</summary>
    public bool ClipToLabelRange { get; }

    /// <summary>The mean of all training ratings.</summary>
    public float GlobalMean => Means.Global;

    int IPairScorer.MatrixRowCount => Variant == AutoRecVariant.ItemBased ? RowCount : ColumnCount;

    int IPairScorer.MatrixColumnCount => Variant == AutoRecVariant.ItemBased ? ColumnCount : RowCount;

    internal RatingPreparation Preparation { get; }

    internal Network Network { get; }

    internal float[] Codes { get; }

    internal RatingMeans Means { get; }

    /// <summary>Whether <paramref name="row"/> had ratings in training; false for an index outside the model.</summary>
    public bool HasRow(int row) => (uint)row < (uint)RowCount && !float.IsNaN(Means.Rows[row]);

    /// <summary>Whether <paramref name="column"/> had ratings in training; false for an index outside the model.</summary>
    public bool HasColumn(int column) => (uint)column < (uint)ColumnCount && !float.IsNaN(Means.Columns[column]);

    /// <summary>The predicted rating, in the label's units.</summary>
    /// <param name="row">0-based; an index outside the model (such as −1 for a missing key) is a row without ratings.</param>
    /// <param name="column">0-based; likewise.</param>
    public float Score(int row, int column)
    {
        var (knownRow, knownColumn) = (HasRow(row), HasColumn(column));
        if (!knownRow || !knownColumn)
            return ScoreCold(knownRow ? Means.Rows[row] : float.NaN, knownColumn ? Means.Columns[column] : float.NaN);
        return Decode(Codes.AsSpan(row * CodeLength, CodeLength), Baseline.Rows[row], column);
    }

    float IPairScorer.ScorePair(int matrixRow, int matrixColumn) =>
        Variant == AutoRecVariant.ItemBased ? Score(matrixRow, matrixColumn) : Score(matrixColumn, matrixRow);

    /// <summary>Whether both had ratings in training.</summary>
    internal bool HasPair(int matrixRow, int matrixColumn) => Variant == AutoRecVariant.ItemBased
        ? HasRow(matrixRow) && HasColumn(matrixColumn)
        : HasRow(matrixColumn) && HasColumn(matrixRow);

    /// <summary>
    /// Predicts all of a row's ratings from those that are given: of a row that was there in training or of a new one, without
    /// training again. With a row's training ratings it gives what <see cref="Score"/> gives.
    /// </summary>
    /// <param name="ratings">Columns (0-based) and ratings in the label's units, in any order; of a column given twice the last counts.</param>
    /// <returns>C ratings.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is outside the model, or a rating is not finite.</exception>
    public float[] Reconstruct(IEnumerable<(int Index, float Rating)> ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var byColumn = new SortedDictionary<int, float>();
        foreach (var (index, rating) in ratings)
        {
            if ((uint)index >= (uint)ColumnCount)
                throw new ArgumentOutOfRangeException(nameof(ratings), index, $"A column index must be from 0 to {ColumnCount - 1}.");
            if (!float.IsFinite(rating))
                throw new ArgumentOutOfRangeException(nameof(ratings), rating, $"The rating of column {index} must be a finite number.");
            byColumn[index] = rating;
        }

        var scores = new float[ColumnCount];
        Reconstruct([.. byColumn.Keys], [.. byColumn.Values], scores);
        return scores;
    }

    /// <summary>As the public method; columns ascending and distinct.</summary>
    internal void Reconstruct(ReadOnlySpan<int> columns, ReadOnlySpan<float> ratings, Span<float> scores)
    {
        var code = new float[CodeLength];
        var rowBias = Encode(columns, ratings, code);
        var rowMean = Means.OfRow(ratings);
        for (var column = 0; column < scores.Length; column++)
        {
            scores[column] = columns.Length > 0 && HasColumn(column)
                ? Decode(code, rowBias, column)
                : ScoreCold(rowMean, Means.Columns[column]);
        }
    }

    /// <summary>Computes the code of a row of these ratings, and returns its bias.</summary>
    internal float Encode(ReadOnlySpan<int> columns, ReadOnlySpan<float> ratings, Span<float> code)
    {
        var factor = Preparation.InputFactor(ratings.Length);
        var stars = new float[ratings.Length];
        var inputs = new float[ratings.Length];
        for (var i = 0; i < ratings.Length; i++)
        {
            stars[i] = Preparation.Scale.ToStars(ratings[i]);
            inputs[i] = stars[i] * factor;
        }

        Network.Encode(columns, inputs, code);
        return Baseline.RowBias(columns, stars);
    }

    /// <summary>Of the scores of held-out ratings; those scored NaN do not count, as in ML.NET's evaluators.</summary>
    internal double Rmse(RatingMatrix heldOut)
    {
        double squares = 0;
        var count = 0;
        for (var row = 0; row < heldOut.RowCount; row++)
        {
            for (var i = heldOut.RowPointers[row]; i < heldOut.RowPointers[row + 1]; i++)
            {
                double error = Score(row, heldOut.ColumnIndices[i]) - heldOut.Values[i];
                if (double.IsNaN(error))
                    continue;
                squares += error * error;
                count++;
            }
        }

        return Math.Sqrt(squares / count);
    }

    private float Decode(ReadOnlySpan<float> code, float rowBias, int column)
    {
        var label = Preparation.ToLabel(Network.Decode(code, column), rowBias, column);
        return ClipToLabelRange ? LabelRange.Clip(label) : label;
    }

    /// <summary>The policy's score, given the means of row and column, NaN where there is none.</summary>
    private float ScoreCold(float rowMean, float columnMean)
    {
        if (ColdStart == ColdStart.NaN)
            return float.NaN;
        if (!float.IsNaN(rowMean))
            return rowMean;
        return float.IsNaN(columnMean) ? GlobalMean : columnMean;
    }
}
