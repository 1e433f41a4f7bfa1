using Microsoft.ML.Model.OnnxConverter;

namespace AutoRec.Interop;

/// <summary>
/// The ONNX graph that ML.NET builds. Values are known by their names; their first dimension is the batch. It keeps to the operators of
/// version 9, the lowest that <c>ConvertToOnnx</c> accepts.
/// </summary>
internal sealed class OnnxGraph(OnnxContext context)
{
    // ML.NET takes the name of every value for that of a column, so no name may be that of one.
    private const string Prefix = "AutoRec.";

    // A protobuf message is smaller than 2 GB.
    private const long MaximumCount = 500_000_000;

    /// <summary>The value of a column that the graph has computed before.</summary>
    /// <exception cref="NotSupportedException">The graph does not have the column.</exception>
    public string Column(string name) => context.ContainsColumn(name)
        ? context.GetVariableName(name)
        : throw new NotSupportedException(
            $"The ONNX graph has no column '{name}', because ML.NET cannot export the transformer that computes it from its input. "
            + "Compute the column before the pipeline, or with one that ML.NET exports, such as MapValueToKey of Int32, Int64 or text.");

    /// <summary>Lets a value be the next column of the pipeline.</summary>
    public void SetColumn(string name, DataViewType type, string value) =>
        context.CreateNode("Identity", value, context.AddIntermediateVariable(type, name), context.GetNodeName("Identity"), "");

    public string Constant(float value) => context.AddInitializer(value, Prefix + "number");

    public string Constant(long value) => context.AddInitializer(value, Prefix + "number");

    /// <summary>A tensor of the given shape.</summary>
    /// <exception cref="NotSupportedException">The tensor is too large for a file.</exception>
    public string Constant(float[] values, params long[] shape) => values.Length <= MaximumCount
        ? context.AddInitializer(values, shape, Prefix + "numbers")
        : throw new NotSupportedException(
            $"A weight matrix has {values.Length} values; an ONNX file holds at most {MaximumCount}. "
            + "Train with fewer hidden units, or map the keys to those with ratings.");

    public string Constant(bool[] values, params long[] shape) => context.AddInitializer(values, shape, Prefix + "flags");

    /// <summary>Applies an operator without attributes.</summary>
    public string Apply(string op, params string[] inputs) => Apply(op, inputs, out _);

    public string Cast(string value, Type type)
    {
        var result = Apply("Cast", [value], out var node);
        node.AddAttribute("to", type);
        return result;
    }

    /// <summary>Sums the entries of an axis.</summary>
    /// <param name="value">The value.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="keep">Whether the axis stays, with one entry.</param>
    public string Sum(string value, int axis, bool keep)
    {
        var result = Apply("ReduceSum", [value], out var node);
        node.AddAttribute("axes", [(long)axis]);
        node.AddAttribute("keepdims", keep ? 1L : 0L);
        return result;
    }

    /// <summary>Replaces keys by their positions in a list, from 1; 0 stands for a key that is not in it.</summary>
    public string PositionOf(string key, long[] list)
    {
        var result = Apply("LabelEncoder", [key], out var node, "ai.onnx.ml");
        node.AddAttribute("keys_int64s", list);
        node.AddAttribute("values_int64s", Enumerable.Range(1, list.Length).Select(position => (long)position));
        node.AddAttribute("default_int64", 0L);
        return result;
    }

    /// <summary>The given columns of rows.</summary>
    public string Gather(string rows, long[] columns)
    {
        var indices = context.AddInitializer(columns, [columns.Length], Prefix + "numbers");
        var result = Apply("Gather", [rows, indices], out var node);
        node.AddAttribute("axis", 1L);
        return result;
    }

    /// <summary>Multiplies rows by a matrix and adds a vector.</summary>
    /// <param name="rows">batch × inputs.</param>
    /// <param name="weights">inputs × outputs; transposed: outputs × inputs.</param>
    /// <param name="biases">The vector, outputs values.</param>
    /// <param name="transposed">Whether the matrix is transposed.</param>
    public string Layer(string rows, string weights, string biases, bool transposed)
    {
        var result = Apply("Gemm", [rows, weights, biases], out var node);
        node.AddAttribute("transB", transposed ? 1L : 0L);
        return result;
    }

    private string Apply(string op, string[] inputs, out OnnxNode node, string domain = "")
    {
        // ONNX Runtime finds the type and the shape of the result.
        var result = context.AddIntermediateVariable(null, Prefix + op, skip: true);
        node = context.CreateNode(op, inputs, [result], context.GetNodeName(Prefix + op), domain);
        return result;
    }
}
