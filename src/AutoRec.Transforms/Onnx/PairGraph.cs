using AutoRec.Interop;

namespace AutoRec.Onnx;

/// <summary>
/// The score of an item and a user, from two key columns. The graph holds the codes of the rows and the weights of the columns, each with a
/// first row for a missing key, and gathers one of each. It does not grow with the pairs.
/// </summary>
internal sealed class PairGraph : ScoreGraph
{
    private readonly string _item;
    private readonly string _user;

    /// <param name="graph">The graph.</param>
    /// <param name="keys">The keys with training ratings.</param>
    /// <param name="item">The column of item keys.</param>
    /// <param name="user">The column of user keys.</param>
    private PairGraph(OnnxGraph graph, MatrixKeys keys, string item, string user)
        : base(graph) => (_item, _user) = (AddKey(item, keys.Items), AddKey(user, keys.Users));

    /// <summary>Adds the score, batch × 1.</summary>
    /// <exception cref="NotSupportedException">The graph lacks a key column, or the model is too large for a file.</exception>
    public static string AddScore(OnnxGraph graph, IRatingModel model, MatrixKeys keys, string item, string user)
    {
        var pair = new PairGraph(graph, keys, item, user);
        return model switch
        {
            AutoRecModelParameters one => pair.Score(one),
            AutoRecBlendModelParameters blend => pair.Score(blend),
            OneClassModelParameters oneClass => pair.Score(oneClass),
            _ => throw new NotSupportedException($"{model.GetType()} cannot be exported to ONNX; export a model of an AutoRec trainer."),
        };
    }

    protected override Parts AddParts(AutoRecModelParameters model)
    {
        var (row, column) = model.Variant == AutoRecVariant.ItemBased ? (_item, _user) : (_user, _item);
        var (output, baseline, means) = (model.Network.Output, model.Preparation.Baseline, model.Means);
        var product = Product(GatherRows(row, model.Codes, model.CodeLength), GatherRows(column, output.Weights, model.CodeLength));
        return new(
            Argument: Graph.Apply("Add", product, Gather(column, output.Biases)),
            RowBias: Gather(row, baseline.Rows),
            ColumnBias: Gather(column, baseline.Columns),
            RowMean: Gather(row, means.Rows, missing: float.NaN),
            ColumnMean: Gather(column, means.Columns, missing: float.NaN));
    }

    /// <summary>
    /// w · v, or the popularity of the item for a user without choices, whose code is NaN. Both are 0 for an item without choices.
    /// </summary>
    private string Score(OneClassModelParameters model)
    {
        var (choice, width) = (model.Choice, model.Choice.FactorCount);
        var product = Product(GatherRows(_user, model.Codes, width, missing: float.NaN), GatherRows(_item, choice.Factors, width));
        float[] popularity = [.. Enumerable.Range(0, choice.Counts.Length).Select(choice.Popularity)];
        return Graph.Apply("Where", Graph.Apply("IsNaN", product), Gather(_item, popularity), product);
    }

    /// <summary>Adds the index of the keys plus 1, batch × 1: 0 for a missing key, one above the count, or one without ratings.</summary>
    private string AddKey(string column, KeyMap keys)
    {
        var key = Graph.Cast(Graph.Column(column), typeof(long));
        return keys.IsIdentity
            ? Graph.Apply("Where", Graph.Apply("Greater", key, Graph.Constant((long)keys.Count)), Graph.Constant(0L), key)
            : Graph.PositionOf(key, [.. keys.Keys.Select(rated => rated + 1L)]);
    }

    /// <summary>batch × 1 values.</summary>
    private string Gather(string key, float[] values, float missing = 0) =>
        Graph.Apply("Gather", Graph.Constant([missing, .. values], values.Length + 1), key);

    /// <summary>batch × 1 × width values.</summary>
    private string GatherRows(string key, ReadOnlySpan<float> rows, int width, float missing = 0)
    {
        var table = new float[checked(width + rows.Length)];
        table.AsSpan(0, width).Fill(missing);
        rows.CopyTo(table.AsSpan(width));
        return Graph.Apply("Gather", Graph.Constant(table, table.Length / width, width), key);
    }

    private string Product(string a, string b) => Graph.Sum(Graph.Apply("Mul", a, b), axis: 2, keep: false);
}
