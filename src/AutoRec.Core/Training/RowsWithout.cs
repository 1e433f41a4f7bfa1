using AutoRec.FoldIn;
using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>Encodes training rows without one of their ratings, in K operations each: it keeps the sums of the first layer.</summary>
internal sealed class RowsWithout
{
    private readonly AutoRecModelParameters _model;
    private readonly RatingMatrix _ratings;
    private readonly AutoRecLayer _first;
    private readonly float[] _sums; // Σ stars V_u for each row, R × K₁ values.

    /// <param name="model">The model.</param>
    /// <param name="ratings">The training ratings, in the orientation of the model's rows.</param>
    /// <param name="loop">The threads, and cancellation.</param>
    public RowsWithout(AutoRecModelParameters model, RatingMatrix ratings, CancelableLoop loop)
    {
        (_model, _ratings, _first) = (model, ratings, model.Network.Hidden[0]);
        _sums = new float[checked(ratings.RowCount * _first.Outputs)];
        loop.For(ratings.RowCount, row =>
        {
            var sums = Sums(row);
            for (var i = 0; i < ratings.CountOf(row); i++)
                TensorPrimitives.MultiplyAdd(_first.Row(ratings.ColumnsOf(row)[i]), Stars(ratings.ValuesOf(row)[i]), sums, sums);
        });
    }

    /// <summary>Encodes a row of at least two ratings without its rating of a column.</summary>
    public Row Encode(int row, int column)
    {
        var rest = _ratings.CountOf(row) - 1;
        var position = _ratings.ColumnsOf(row).BinarySearch(column);
        var stars = Stars(_ratings.ValuesOf(row)[position]);
        var preparation = _model.Preparation;
        var sums = Sums(row).ToArray();
        TensorPrimitives.MultiplyAdd(_first.Row(column), -stars, sums, sums);
        TensorPrimitives.MultiplyAdd(sums, preparation.InputFactor(rest), _first.Biases, sums);
        _model.Network.AddFeatures(_model.Features?.Rows?.Scale(_ratings.RowFeatures?[row]), sums);
        var code = _model.Network.Hidden.Length == 1 ? sums : new float[_model.CodeLength];
        _model.Network.EncodeSums(sums, code);

        // b (Σω + D) is the weighted sum of the row's residuals, plus a prior mean by features; without weights, Σω is their number.
        var baseline = preparation.Baseline;
        var bias = baseline.Rows[row];
        if (baseline.Kind == BaselineKind.Biases)
        {
            var weights = _ratings.WeightsOf(row);
            var (weight, total) = weights.IsEmpty ? (1f, rest + 1f) : (weights[position], (float)RatingBaseline.Sum(weights));
            bias = (bias * (total + baseline.Damping) - weight * (stars - baseline.Predict(0, column)))
                / (Math.Max(0, total - weight) + baseline.Damping);
        }

        return new(code, bias, _model.Means.Rows[row]);
    }

    /// <summary>The rows without their ratings of a column, each encoded when it is first read. For one thread.</summary>
    public EncodedRows RowsOf(int column)
    {
        var rows = new Dictionary<int, Row>();
        return Read;

        EncodedRow Read(int row)
        {
            if (!rows.TryGetValue(row, out var encoded))
                rows[row] = encoded = Encode(row, column);
            return encoded.Encoded;
        }
    }

    private Span<float> Sums(int row) => _sums.AsSpan(row * _first.Outputs, _first.Outputs);

    private float Stars(float rating) => _model.Preparation.Scale.ToStars(rating);

    /// <summary>An encoded row that keeps its code.</summary>
    internal sealed record Row(float[] Code, float Bias, float Mean)
    {
        public EncodedRow Encoded => new(Code, Bias, Mean);
    }
}
