using System.Runtime.CompilerServices;
using AutoRec.Model;

namespace AutoRec;

/// <summary>A trained network with everything that scoring needs. Immutable and safe for any number of threads.</summary>
/// <remarks>In a model of <c>AutoRecMatrix</c>, items are the pivoted rows, and users are the slots of their vectors.</remarks>
public sealed class AutoRecModelParameters : IKeyedModel
{
    private readonly Lazy<(float[] Weights, float Bias)> _meanColumn;
    private MatrixKeys? _keys;
    private AutoRecModelParameters? _byIndex; // Null if this model is.

    internal AutoRecModelParameters(
        AutoRecVariant variant,
        RatingPreparation preparation,
        Network network,
        float[] codes,
        RatingMeans means,
        ColdStart coldStart,
        bool clipToLabelRange,
        float lambda)
    {
        (Variant, Preparation, Network, Codes, Means) = (variant, preparation, network, codes, means);
        (ColdStart, ClipToLabelRange, Lambda) = (coldStart, clipToLabelRange, lambda);
        _meanColumn = new(ComputeMeanColumn);
    }

    /// <summary>Whether the network encodes items or users.</summary>
    public AutoRecVariant Variant { get; }

    /// <inheritdoc/>
    public int ItemCount => _keys?.Items.Count ?? (Variant == AutoRecVariant.ItemBased ? RowCount : ColumnCount);

    /// <inheritdoc/>
    public int UserCount => _keys?.Users.Count ?? (Variant == AutoRecVariant.ItemBased ? ColumnCount : RowCount);

    /// <summary>The widths of all hidden layers, from the input to the output.</summary>
    public IReadOnlyList<int> HiddenLayers => Array.ConvertAll(Network.Hidden, layer => layer.Outputs);

    /// <summary>g, the activation of every hidden layer.</summary>
    public Activation EncoderActivation => Network.Encoder;

    /// <summary>f, the activation of the output layer.</summary>
    public Activation DecoderActivation => Network.Decoder;

    /// <inheritdoc/>
    public RatingScale LabelRange => Preparation.Scale;

    /// <inheritdoc/>
    public float GlobalMean => Means.Global;

    /// <inheritdoc/>
    public ColdStart ColdStart { get; }

    /// <inheritdoc/>
    public bool ClipToLabelRange { get; }

    /// <inheritdoc/>
    MatrixKeys? IKeyedModel.Keys => _keys;

    /// <summary>R, the number of encoded rows.</summary>
    internal int RowCount => Means.Rows.Length;

    /// <summary>C, the number of columns that the network reads and reconstructs.</summary>
    internal int ColumnCount => Means.Columns.Length;

    /// <summary>K, the width of the last hidden layer.</summary>
    internal int CodeLength => Network.CodeLength;

    internal RatingPreparation Preparation { get; }
    internal Network Network { get; }

    /// <summary>R × K: the code of each row on all of its training ratings.</summary>
    internal float[] Codes { get; }

    /// <summary>
    /// The network's inputs of the rows with few ratings, R × C. A file keeps these in place of their codes, which are longer. Null if no
    /// row has few.
    /// </summary>
    internal RatingMatrix? FewInputs { get; init; }

    /// <summary>
    /// The mean code of the training rows, weighted by their ratings: what is known of a new row before its ratings. Null in models that
    /// were saved without it.
    /// </summary>
    internal float[]? MeanCode { get; private set; }

    /// <summary>Whether the weights and codes are rounded to 16 bits, so that a file keeps no more.</summary>
    internal bool HasShortWeights { get; private set; }

    internal RatingMeans Means { get; }

    /// <summary>λ of the decoder in training; NaN in models of formats 1 and 2, which did not save it.</summary>
    internal float Lambda { get; }

    /// <summary>The factor that the decoder's weights and biases contain, from 0 to 1: less than 1 if there were few ratings.</summary>
    internal float Share { get; init; } = 1;

    /// <summary>The codes of rows without ratings; null without features of rows.</summary>
    internal CodeRegression? ColdCodes { get; init; }

    /// <summary>The features that new rows and columns may have; null if the training had none.</summary>
    internal ModelFeatures? Features { get; init; }

    /// <summary>The mean of the decoder's weights (K values) and biases, over all columns with ratings. Computed once.</summary>
    internal (float[] Weights, float Bias) MeanColumn => _meanColumn.Value;

    /// <inheritdoc/>
    public bool HasItem(int item) => HasMean(Variant == AutoRecVariant.ItemBased ? Means.Rows : Means.Columns, ItemIndex(item));

    /// <inheritdoc/>
    public bool HasUser(int user) => HasMean(Variant == AutoRecVariant.ItemBased ? Means.Columns : Means.Rows, UserIndex(user));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // As in DotProduct.Of, for the first scores of a process.
    public float Score(int item, int user) => Variant == AutoRecVariant.ItemBased
        ? Score(Row(ItemIndex(item)), UserIndex(user))
        : Score(Row(UserIndex(user)), ItemIndex(item));

    /// <inheritdoc cref="Score(int, int)"/>
    /// <remarks>The score before it is clipped.</remarks>
    internal float UnclippedScore(int item, int user) => Variant == AutoRecVariant.ItemBased
        ? UnclippedScore(Row(ItemIndex(item)), UserIndex(user))
        : UnclippedScore(Row(UserIndex(user)), ItemIndex(item));

    /// <inheritdoc/>
    IKeyedModel IKeyedModel.ByIndex => _byIndex ?? this;

    /// <inheritdoc/>
    IKeyedModel IKeyedModel.WithKeys(MatrixKeys keys)
    {
        var copy = (AutoRecModelParameters)MemberwiseClone();
        (copy._keys, copy._byIndex) = (keys, _byIndex ?? this);
        return copy;
    }

    /// <summary>The same model with the given mean code of new rows; null to encode them alone.</summary>
    internal AutoRecModelParameters WithMeanCode(float[]? meanCode)
    {
        var copy = (AutoRecModelParameters)MemberwiseClone();
        copy.MeanCode = meanCode;
        return copy;
    }

    /// <summary>The same model, whose weights and codes were rounded to 16 bits.</summary>
    internal AutoRecModelParameters WithShortWeights()
    {
        var copy = (AutoRecModelParameters)MemberwiseClone();
        copy.HasShortWeights = true;
        return copy;
    }

    /// <summary>Encodes a row; columns ascending and distinct. The result refers to <paramref name="code"/>, K values.</summary>
    /// <param name="columns">The columns of the ratings.</param>
    /// <param name="ratings">The ratings.</param>
    /// <param name="code">The result, K values.</param>
    /// <param name="features">The features of the row, not scaled; null if they are unknown.</param>
    internal EncodedRow Encode(
        ReadOnlySpan<int> columns, ReadOnlySpan<float> ratings, Span<float> code, FeatureVector? features = null)
    {
        var factor = Preparation.InputFactor(ratings.Length);
        var stars = new float[ratings.Length];
        var inputs = new float[ratings.Length];
        for (var i = 0; i < ratings.Length; i++)
        {
            stars[i] = Preparation.Scale.ToStars(ratings[i]);
            inputs[i] = stars[i] * factor;
        }

        var scaled = Features?.Rows?.Scale(features);
        if (ColdCodes is not null && features is not null && ratings.IsEmpty)
            ColdCodes.Predict(scaled!, code);
        else
            Network.Encode(columns, inputs, code, scaled);
        var bias = Preparation.Baseline.RowBias(columns, stars, prior: Prior(Preparation.Baseline.RowPrior, scaled));
        return new(code, bias, MeanOf(ratings, bias, Features?.Rows, features));
    }

    /// <summary>The damped mean of a row or column: of its ratings; without any, by its features; otherwise NaN.</summary>
    /// <param name="ratings">The ratings.</param>
    /// <param name="bias">The bias, in stars.</param>
    /// <param name="side">The features of the side in training.</param>
    /// <param name="features">Its features; null if they are unknown.</param>
    internal float MeanOf(ReadOnlySpan<float> ratings, float bias, SideFeatures? side, FeatureVector? features)
    {
        if (!ratings.IsEmpty || side is null || features is null)
            return Means.OfRow(ratings);
        var baseline = Preparation.Baseline;
        return baseline.Kind == BaselineKind.Biases ? LabelRange.Clip(LabelRange.ToLabel(baseline.Mean + bias)) : GlobalMean;
    }

    /// <summary>The prior mean of a bias; 0 without features.</summary>
    internal static float Prior(FeatureRegression? regression, FeatureVector? scaled) =>
        regression is null || scaled is null ? 0 : regression.Predict(scaled);

    /// <summary>The decoder's weights (K values) and bias of a column without ratings: the mean column, moved by the features.</summary>
    /// <param name="scaled">The scaled features; null without features.</param>
    internal (float[] Weights, float Bias) ColumnOf(FeatureVector? scaled)
    {
        if (Features?.Columns is not { } side || scaled is null || Network.ColumnFeatures is not { } layer)
            return MeanColumn;
        var (weights, bias) = (MeanColumn.Weights.AsSpan().ToArray(), MeanColumn.Bias);
        Add(scaled, 1);
        Add(side.Mean, -1);
        return (weights, bias);

        void Add(FeatureVector vector, float sign)
        {
            for (var i = 0; i < vector.Count; i++)
            {
                TensorPrimitives.MultiplyAdd(layer.Row(vector.Slots[i]), sign * vector.Values[i], weights, weights);
                bias += sign * vector.Values[i] * layer.Biases[vector.Slots[i]];
            }
        }
    }

    /// <summary>Encodes the rows with few ratings again, after a change of the weights or if a file does not have their codes.</summary>
    internal static void EncodeFew(Network network, RatingMatrix few, float[] codes)
    {
        var width = network.CodeLength;
        Parallel.ForEach(few.RatedRows(), row => network.Encode(few.ColumnsOf(row), few.ValuesOf(row), codes.AsSpan(row * width, width)));
    }

    /// <summary>The code of a training row, K values.</summary>
    internal ReadOnlySpan<float> CodeOf(int row) => Codes.AsSpan(row * CodeLength, CodeLength);

    /// <summary>A training row; <see cref="EncodedRow.Empty"/> if it has no training ratings.</summary>
    internal EncodedRow Row(int row) => HasMean(Means.Rows, row)
        ? new(CodeOf(row), Preparation.Baseline.Rows[row], Means.Rows[row])
        : EncodedRow.Empty;

    /// <summary>
    /// The score of a row at a column, with the cold-start rule: if row and column have ratings, the network predicts; otherwise the score
    /// is NaN by option, or the mean of the side with ratings, or of all ratings.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal float Score(EncodedRow row, int column) => Clip(UnclippedScore(row, column));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal float UnclippedScore(EncodedRow row, int column)
    {
        var columnMean = (uint)column < (uint)ColumnCount ? Means.Columns[column] : float.NaN;
        return !float.IsNaN(row.Mean) && !float.IsNaN(columnMean)
            ? Preparation.ToLabel(Network.Decode(row.Code, column), row.Bias, column)
            : ColdScore(row.Mean, columnMean);
    }

    /// <summary>The score if a side has no ratings.</summary>
    /// <param name="rowMean">The mean of the row; NaN without ratings.</param>
    /// <param name="columnMean">The mean of the column; NaN without ratings.</param>
    internal float ColdScore(float rowMean, float columnMean) =>
        ColdStart == ColdStart.NaN ? float.NaN
        : !float.IsNaN(rowMean) ? rowMean
        : !float.IsNaN(columnMean) ? columnMean
        : GlobalMean;

    /// <summary>Clips a score to the range of the training labels, if the model does so. A mean lies in the range anyway.</summary>
    internal float Clip(float label) => ClipToLabelRange ? LabelRange.Clip(label) : label;

    /// <summary>The weighted RMSE of held-out ratings, and their number without those whose score is NaN, which do not count.</summary>
    internal (double Rmse, int Count) Rmse(RatingMatrix heldOut)
    {
        var (squares, weight, count) = SquaredErrors(heldOut);
        return (Math.Sqrt(squares / weight), count);
    }

    /// <summary>The weighted sum of the squared errors of held-out ratings, the sum of their weights, and their number.</summary>
    internal (double Squares, double Weight, int Count) SquaredErrors(RatingMatrix heldOut)
    {
        double squares = 0, total = 0;
        var count = 0;
        for (var row = 0; row < heldOut.RowCount; row++)
        {
            var encoded = Row(row);
            var columns = heldOut.ColumnsOf(row);
            var values = heldOut.ValuesOf(row);
            var weights = heldOut.WeightsOf(row);
            for (var i = 0; i < columns.Length; i++)
            {
                double error = Score(encoded, columns[i]) - values[i];
                if (double.IsNaN(error))
                    continue;
                var weight = weights.IsEmpty ? 1 : weights[i];
                squares += weight * error * error;
                total += weight;
                count++;
            }
        }

        return (squares, total, count);
    }

    private int ItemIndex(int item) => KeyMap.IndexOf(_keys?.Items, item);

    private int UserIndex(int user) => KeyMap.IndexOf(_keys?.Users, user);

    private (float[] Weights, float Bias) ComputeMeanColumn()
    {
        var (weights, bias, count) = (new double[CodeLength], 0.0, 0);
        for (var column = 0; column < ColumnCount; column++)
        {
            if (!HasMean(Means.Columns, column))
                continue;
            var row = Network.Output.Row(column);
            for (var k = 0; k < weights.Length; k++)
                weights[k] += row[k];
            (bias, count) = (bias + Network.Output.Biases[column], count + 1);
        }

        return (Array.ConvertAll(weights, sum => (float)(sum / count)), (float)(bias / count));
    }

    private static bool HasMean(float[] means, int index) => (uint)index < (uint)means.Length && !float.IsNaN(means[index]);
}
