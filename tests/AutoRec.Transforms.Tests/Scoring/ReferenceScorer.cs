using AutoRec.Model;

namespace AutoRec.Tests;

/// <summary>
/// The prediction of docs/algorithm.md in double precision. It computes one score at a time from the training ratings and the weights.
/// </summary>
internal sealed class ReferenceScorer
{
    private const double Damping = 15;

    private readonly AutoRecModelParameters _model;
    private readonly ModelSettings _settings;
    private readonly double _minimum;
    private readonly double _maximum;
    private readonly double _meanCount;
    private readonly double _mean;
    private readonly double[] _columnBiases;

    public ReferenceScorer(RatingMatrix ratings, AutoRecModelParameters model, ModelSettings settings)
    {
        (_model, _settings) = (model, settings);
        var labels = ratings.Values.ToArray();
        (_minimum, _maximum) = (labels.Min(), labels.Max());
        var rows = Enumerable.Range(0, ratings.RowCount).Select(row => RowOf(ratings, row)).ToArray();
        _meanCount = (double)labels.Length / rows.Count(row => row.Count > 0);
        _mean = settings.Baseline == BaselineKind.None ? 0 : labels.Average(label => ToStars(label));
        _columnBiases = FitColumnBiases(rows, ratings.ColumnCount);
    }

    public static List<(int Column, float Rating)> RowOf(RatingMatrix ratings, int row)
    {
        List<(int, float)> entries = [];
        for (var i = 0; i < ratings.CountOf(row); i++)
            entries.Add((ratings.ColumnsOf(row)[i], ratings.ValuesOf(row)[i]));
        return entries;
    }

    /// <summary>The prediction at <paramref name="column"/> for a row with these ratings.</summary>
    public double Score(List<(int Column, float Rating)> row, int column)
    {
        var values = new double[_model.ColumnCount];
        var factor = _settings.Normalization == InputNormalization.None ? 1 : Math.Sqrt(_meanCount / row.Count);
        foreach (var (at, rating) in row)
            values[at] = ToStars(rating) * factor;
        for (var l = 0; l < _model.Network.Hidden.Length; l++)
            values = Array.ConvertAll(Apply(_model.Network.Hidden[l], values), a => ReferenceActivation.Apply(_settings.Encoder, a));
        var output = _settings.OutputShift + _settings.OutputSpan * ReferenceActivation.Apply(
            _settings.Decoder, Apply(_model.Network.Output, values)[column]);

        var stars = _mean + RowBias(row) + _columnBiases[column] + output;
        var label = _maximum > _minimum ? _minimum + (stars - 1) * (_maximum - _minimum) / 4 : _minimum + stars - 1;
        return _settings.Clip ? Math.Clamp(label, _minimum, _maximum) : label;
    }

    private static double[] Apply(AutoRecLayer layer, double[] inputs)
    {
        var outputs = new double[layer.Outputs];
        for (var o = 0; o < layer.Outputs; o++)
        {
            outputs[o] = layer.Biases[o];
            for (var i = 0; i < layer.Inputs; i++)
                outputs[o] += inputs[i] * layer.Weights[layer.RowPerOutput ? o * layer.Inputs + i : i * layer.Outputs + o];
        }

        return outputs;
    }

    private double ToStars(double label) => _maximum > _minimum ? 1 + 4 * (label - _minimum) / (_maximum - _minimum) : 1 + label - _minimum;

    private double RowBias(List<(int Column, float Rating)> row) => _settings.Baseline != BaselineKind.Biases ? 0
        : row.Sum(entry => ToStars(entry.Rating) - _mean - _columnBiases[entry.Column]) / (row.Count + Damping);

    private double[] FitColumnBiases(List<(int Column, float Rating)>[] rows, int columnCount)
    {
        var columnBiases = new double[columnCount];
        if (_settings.Baseline != BaselineKind.Biases)
            return columnBiases;

        var columns = rows.SelectMany((row, r) => row.Select(entry => (Row: r, entry.Column, entry.Rating)))
            .ToLookup(entry => entry.Column);
        var rowBiases = new double[rows.Length];
        for (var sweep = 0; sweep < 10; sweep++)
        {
            for (var c = 0; c < columnCount; c++)
                columnBiases[c] = columns[c].Sum(entry => ToStars(entry.Rating) - _mean - rowBiases[entry.Row]) / (
                    columns[c].Count() + Damping);
            for (var r = 0; r < rows.Length; r++)
                rowBiases[r] = rows[r].Sum(entry => ToStars(entry.Rating) - _mean - columnBiases[entry.Column]) / (rows[r].Count + Damping);
        }

        return columnBiases;
    }
}
