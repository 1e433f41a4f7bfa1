using AutoRec.Interop;

namespace AutoRec.Onnx;

/// <summary>
/// Adds the scores of a model to an ONNX graph: the computation of <c>AutoRecModelParameters.Score</c> and
/// <c>AutoRecBlendModelParameters.Score</c>, in the same order. A derived class supplies the parts of rows and columns.
/// </summary>
internal abstract class ScoreGraph(OnnxGraph graph)
{
    /// <summary>The parts of a single model's score: names of values whose shapes broadcast to that of the score.</summary>
    /// <param name="Argument">W · code + b, the argument of the decoder's activation.</param>
    /// <param name="RowBias">The bias of the row, in stars.</param>
    /// <param name="ColumnBias">The bias of the column, in stars.</param>
    /// <param name="RowMean">The fallback score of the row; NaN if it has no ratings.</param>
    /// <param name="ColumnMean">The fallback score of the column; NaN if it has no ratings.</param>
    protected sealed record Parts(string Argument, string RowBias, string ColumnBias, string RowMean, string ColumnMean);

    protected OnnxGraph Graph => graph;

    /// <summary>Adds the parts of a single model's score.</summary>
    protected abstract Parts AddParts(AutoRecModelParameters model);

    /// <summary>Adds the score of a single model.</summary>
    public string Score(AutoRecModelParameters model) => ScoreOf(model).Score;

    /// <summary>Adds the score of a blend: r̄ + Σ w (score − r̄), or for a cold pair the score of the first member.</summary>
    public string Score(AutoRecBlendModelParameters blend)
    {
        var members = blend.Members.Select(ScoreOf).ToArray();
        var mean = graph.Constant(blend.GlobalMean);
        var sum = mean;
        for (var m = 0; m < members.Length; m++)
        {
            var deviation = graph.Apply("Sub", members[m].Score, mean);
            sum = graph.Apply("Add", sum, graph.Apply("Mul", graph.Constant(blend.Weights[m]), deviation));
        }

        return graph.Apply("Where", members[0].IsCold, members[0].Score, Clip(blend, sum));
    }

    /// <summary>Applies the function of a layer.</summary>
    protected string Activate(Activation activation, string value) => activation switch
    {
        Activation.Identity => value,
        Activation.ReLU => graph.Apply("Relu", value),
        Activation.Swish => graph.Apply("Mul", value, graph.Apply("Sigmoid", value)),
        _ => graph.Apply($"{activation}", value), // Sigmoid, Tanh, Elu, Selu; with the same constants.
    };

    private (string Score, string IsCold) ScoreOf(AutoRecModelParameters model)
    {
        var parts = AddParts(model);
        var (network, scale) = (model.Network, model.Preparation.Scale);
        var output = Activate(network.Decoder, parts.Argument);
        output = graph.Apply("Add", graph.Constant(network.OutputShift), graph.Apply("Mul", graph.Constant(network.OutputSpan), output));
        var baseline = graph.Apply("Add", graph.Constant(model.Preparation.Baseline.Mean), parts.RowBias);
        var stars = graph.Apply("Add", graph.Apply("Add", baseline, parts.ColumnBias), output);
        var units = graph.Apply("Mul", graph.Apply("Sub", stars, graph.Constant(1f)), graph.Constant(scale.Unit));
        var prediction = Clip(model, graph.Apply("Add", graph.Constant(scale.Minimum), units));

        var (noRow, noColumn) = (graph.Apply("IsNaN", parts.RowMean), graph.Apply("IsNaN", parts.ColumnMean));
        var isCold = graph.Apply("Or", noRow, noColumn);
        var ofColumn = graph.Apply("Where", noColumn, graph.Constant(model.GlobalMean), parts.ColumnMean);
        var fallback = model.ColdStart == ColdStart.NaN
            ? graph.Constant(float.NaN)
            : graph.Apply("Where", noRow, ofColumn, parts.RowMean);
        return (graph.Apply("Where", isCold, fallback, prediction), isCold);
    }

    // Before the fallback scores, because Max and Min may turn a NaN into a number.
    private string Clip(IRatingModel model, string score) => model.ClipToLabelRange
        ? graph.Apply("Min", graph.Apply("Max", score, graph.Constant(model.LabelRange.Minimum)), graph.Constant(model.LabelRange.Maximum))
        : score;
}
