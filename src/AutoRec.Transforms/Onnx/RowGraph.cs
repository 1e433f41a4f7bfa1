using AutoRec.Interop;
using AutoRec.Model;

namespace AutoRec.Onnx;

/// <summary>
/// The scores of all columns, batch × C, from the known ratings of a row, batch × C: the encoder, the decoder, the bias and mean of the
/// row.
/// </summary>
internal sealed class RowGraph : ScoreGraph
{
    private readonly string _isKnown;
    private readonly string _ratings;
    private readonly string _count;

    /// <param name="graph">The graph.</param>
    /// <param name="ratings">The column of ratings.</param>
    /// <param name="zeroIsRating">Whether 0 is a rating; otherwise it stands for none, like all values that are not finite.</param>
    /// <param name="isSeen">Whether the ratings of each column count, C values; null if all do.</param>
    public RowGraph(OnnxGraph graph, string ratings, bool zeroIsRating, bool[]? isSeen)
        : base(graph)
    {
        var values = graph.Column(ratings);
        var size = graph.Apply("Abs", values);
        _isKnown = graph.Apply("Less", size, graph.Constant(float.PositiveInfinity)); // False for NaN.
        if (!zeroIsRating)
            _isKnown = graph.Apply("And", _isKnown, graph.Apply("Greater", size, graph.Constant(0f)));
        if (isSeen is not null)
            _isKnown = graph.Apply("And", _isKnown, graph.Constant(isSeen, 1, isSeen.Length));
        _ratings = graph.Apply("Where", _isKnown, values, graph.Constant(0f));
        _count = graph.Sum(graph.Cast(_isKnown, typeof(float)), axis: 1, keep: true);
    }

    protected override Parts AddParts(AutoRecModelParameters model)
    {
        var (baseline, means) = (model.Preparation.Baseline, model.Means);
        var stars = Stars(model.Preparation.Scale);
        return new(
            Argument: AddNetwork(model.Network, Inputs(model.Preparation, stars)),
            RowBias: baseline.Kind == BaselineKind.Biases ? RowBias(baseline, stars) : Graph.Constant(0f),
            ColumnBias: Graph.Constant(baseline.Columns, 1, baseline.Columns.Length),
            RowMean: RowMean(means),
            ColumnMean: Graph.Constant(means.Columns, 1, means.Columns.Length));
    }

    private string Stars(RatingScale scale)
    {
        var above = Graph.Apply("Sub", _ratings, Graph.Constant(scale.Minimum));
        return Graph.Apply("Add", Graph.Constant(1f), Graph.Apply("Div", above, Graph.Constant(scale.Unit)));
    }

    private string Inputs(RatingPreparation preparation, string stars)
    {
        var inputs = OnlyKnown(stars);
        if (preparation.Normalization != InputNormalization.RatingCount)
            return inputs;
        var count = Graph.Apply("Max", _count, Graph.Constant(1f)); // A row without ratings has no inputs.
        var factor = Graph.Apply("Sqrt", Graph.Apply("Div", Graph.Constant(preparation.MeanCount), count));
        return Graph.Apply("Mul", inputs, factor);
    }

    private string AddNetwork(Network network, string values)
    {
        foreach (var layer in network.Hidden)
            values = Activate(network.Encoder, AddLayer(layer, values));
        return AddLayer(network.Output, values);
    }

    private string AddLayer(AutoRecLayer layer, string values)
    {
        var (rows, columns) = layer.RowPerOutput ? (layer.Outputs, layer.Inputs) : (layer.Inputs, layer.Outputs);
        var weights = Graph.Constant(layer.Weights, rows, columns);
        return Graph.Layer(values, weights, Graph.Constant(layer.Biases, layer.Outputs), transposed: layer.RowPerOutput);
    }

    /// <summary>Σ(stars − μ − c)/(n + D).</summary>
    private string RowBias(RatingBaseline baseline, string stars)
    {
        float[] expected = [.. baseline.Columns.Select(bias => baseline.Mean + bias)];
        return DampedMean(Graph.Apply("Sub", stars, Graph.Constant(expected, 1, expected.Length)), baseline.Damping);
    }

    /// <summary>r̄ + Σ(r − r̄)/(n + damping): small terms, so that single precision suffices. NaN without ratings.</summary>
    private string RowMean(RatingMeans means)
    {
        var global = Graph.Constant(means.Global);
        var mean = Graph.Apply("Add", global, DampedMean(Graph.Apply("Sub", _ratings, global), means.Damping));
        return Graph.Apply("Where", Graph.Apply("Greater", _count, Graph.Constant(0f)), mean, Graph.Constant(float.NaN));
    }

    private string DampedMean(string values, float damping)
    {
        var count = Graph.Apply("Add", _count, Graph.Constant(damping));
        return Graph.Apply("Div", Graph.Sum(OnlyKnown(values), axis: 1, keep: true), count);
    }

    private string OnlyKnown(string values) => Graph.Apply("Where", _isKnown, values, Graph.Constant(0f));
}
