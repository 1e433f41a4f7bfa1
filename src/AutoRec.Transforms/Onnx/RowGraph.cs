using AutoRec.FoldIn;
using AutoRec.Interop;
using AutoRec.Model;

namespace AutoRec.Onnx;

/// <summary>
/// The scores of all columns, batch × C, from the known ratings of a row, batch × C: the encoder, the decoder, the bias and mean of the
/// row.
/// </summary>
internal sealed class RowGraph : ScoreGraph
{
    private readonly KeyMap? _keys;
    private readonly string _isKnown;
    private readonly string _ratings;
    private readonly string _count;

    private RowGraph(OnnxGraph graph, AutoRecModelParameters model, string ratings, bool zeroIsRating, KeyMap? keys)
        : base(graph)
    {
        _keys = keys;
        var values = graph.Column(ratings);
        if (keys is not null)
            values = graph.Gather(values, [.. keys.Keys]);
        var size = graph.Apply("Abs", values);
        _isKnown = graph.Apply("Less", size, graph.Constant(float.PositiveInfinity)); // False for NaN.
        if (!zeroIsRating)
            _isKnown = graph.Apply("And", _isKnown, graph.Apply("Greater", size, graph.Constant(0f)));
        var isSeen = Array.ConvertAll(model.Means.Columns, mean => !float.IsNaN(mean));
        if (isSeen.Contains(false))
            _isKnown = graph.Apply("And", _isKnown, graph.Constant(isSeen, 1, isSeen.Length));
        _ratings = graph.Apply("Where", _isKnown, values, graph.Constant(0f));
        _count = graph.Sum(graph.Cast(_isKnown, typeof(float)), axis: 1, keep: true);
    }

    /// <summary>Adds the scores of a single model or of a blend of models of one variant.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="model">The model.</param>
    /// <param name="ratings">The column of ratings.</param>
    /// <param name="zeroIsRating">Whether 0 is a rating; otherwise it stands for none, like all values that are not finite.</param>
    /// <param name="keys">The slots with training ratings; null if the columns of the model are the slots.</param>
    public static string AddScores(OnnxGraph graph, IRatingModel model, string ratings, bool zeroIsRating, KeyMap? keys)
    {
        if (FeatureScore.HasFeatures(model))
        {
            throw new NotSupportedException(
                "The model was trained with features, which the ONNX graph of new rows does not have; expected a model without them. Train "
                + "without MatrixRowFeaturesColumnName and MatrixColumnFeaturesColumnName, or export the scores of pairs.");
        }

        if (model is AutoRecBlendModelParameters blend)
            return new RowGraph(graph, blend.Members[0], ratings, zeroIsRating, keys).Score(blend);
        var single = (AutoRecModelParameters)model;
        return new RowGraph(graph, single, ratings, zeroIsRating, keys).Score(single);
    }

    protected override Parts AddParts(AutoRecModelParameters model)
    {
        var (baseline, means) = (model.Preparation.Baseline, model.Means);
        var stars = Stars(model.Preparation.Scale);
        var argument = AddNetwork(model, Inputs(model.Preparation, stars));
        var (biases, columnMeans) = (baseline.Columns, means.Columns);
        if (_keys is not null)
        {
            // A slot without training ratings has no mean, so its argument does not matter.
            int[] columns = [.. Enumerable.Range(0, _keys.Count).Select(_keys.IndexOf)];
            argument = Graph.Gather(argument, [.. columns.Select(column => Math.Max(column, 0))]);
            biases = Array.ConvertAll(columns, column => column < 0 ? 0 : biases[column]);
            columnMeans = Array.ConvertAll(columns, column => column < 0 ? float.NaN : columnMeans[column]);
        }

        return new(
            Argument: argument,
            RowBias: baseline.Kind == BaselineKind.Biases ? RowBias(baseline, stars) : Graph.Constant(0f),
            ColumnBias: Graph.Constant(biases, 1, biases.Length),
            RowMean: RowMean(means),
            ColumnMean: Graph.Constant(columnMeans, 1, columnMeans.Length));
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
        var factor = Graph.Apply("Sqrt", Graph.Apply("Div", Graph.Constant(preparation.TypicalCount), count));
        return Graph.Apply("Mul", inputs, factor);
    }

    private string AddNetwork(AutoRecModelParameters model, string values)
    {
        foreach (var layer in model.Network.Hidden)
            values = Activate(model.Network.Encoder, AddLayer(layer, values));
        if (model.MeanCode is { } mean)
            values = AddPrior(mean, values);
        return AddLayer(model.Network.Output, values);
    }

    /// <summary>(n h + 4 h₀)/(n + 4), as in <see cref="NewRow"/>.</summary>
    private string AddPrior(float[] mean, string codes)
    {
        var prior = Graph.Constant(Array.ConvertAll(mean, value => NewRow.PriorRatings * value), 1, mean.Length);
        var sum = Graph.Apply("Add", Graph.Apply("Mul", codes, _count), prior);
        return Graph.Apply("Div", sum, Graph.Apply("Add", _count, Graph.Constant(NewRow.PriorRatings)));
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
