using System.Numerics.Tensors;
using AutoRec.Engines.Sparse.Kernels;
using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse;

/// <summary>
/// Some units of a hidden layer, and what a batch's B rows leave in them. A layer is cut into slices so that each of these matrices stays in
/// a core's cache, and that a thread that owns a slice owns all of its weights: they then cost memory once a step, not once an entry.
/// </summary>
/// <param name="from">The number of the first unit in its layer.</param>
/// <param name="width">The number of units.</param>
/// <param name="blockWidth">See <see cref="BlockWidth"/>.</param>
internal sealed class UnitSlice(int from, int width, int blockWidth) : IDisposable
{
    // A block is the least that a thread is given: four of them let four threads share a layer, and 128 units are long enough to sum up well.
    private const int WidestBlock = 128;
    private const int UsualBlocks = 4;

    // More in a slice, and a batch's rows of it would not stay in a core's cache.
    private const int MostBlocks = 2;

    public int From { get; } = from;

    public int Width { get; } = width;

    /// <summary>
    /// Products are summed up over so many units, and these sums one after the other: so that they do not depend on how many of the blocks
    /// a slice has.
    /// </summary>
    public int BlockWidth { get; } = blockWidth;

    public int BlockCount => (Width + BlockWidth - 1) / BlockWidth;

    /// <summary>B × width: a, then g(a), with dropout.</summary>
    public RowMatrix Outputs { get; private set; } = new(0, width);

    /// <summary>B × width: g′(a), with dropout.</summary>
    public RowMatrix Derivatives { get; private set; } = new(0, width);

    /// <summary>B × width: the derivative of the objective by the outputs, then by a.</summary>
    public RowMatrix Gradients { get; private set; } = new(0, width);

    /// <summary>Cuts a layer up: a slice for each thread, but none smaller than a block, nor larger than the cache likes.</summary>
    public static UnitSlice[] Cut(int units, int threads)
    {
        var blockWidth = Math.Clamp(RoundUp(units / UsualBlocks, RowMatrix.Padding), RowMatrix.Padding, WidestBlock);
        var blocks = (units + blockWidth - 1) / blockWidth;
        var width = Math.Min((blocks + threads - 1) / threads, MostBlocks) * blockWidth;
        var slices = new UnitSlice[(units + width - 1) / width];
        for (var s = 0; s < slices.Length; s++)
            slices[s] = new UnitSlice(s * width, Math.Min(width, units - s * width), blockWidth);
        return slices;
    }

    /// <summary>A layer in one piece.</summary>
    public static UnitSlice Whole(int units) => new(0, units, RoundUp(units, RowMatrix.Padding));

    /// <summary>From a to g(a) and g′(a), with the dropout of <paramref name="layer"/>, in the batch's row <paramref name="b"/>.</summary>
    public void Activate(Activation activation, Batch batch, int layer, int b)
    {
        var values = Outputs.Row(b);
        var derivatives = Derivatives.Row(b);
        // Block by block: the few values at the end of a span are computed by other instructions, and can differ in their last bit.
        for (var k = 0; k < Width; k += BlockWidth)
        {
            var length = Math.Min(BlockWidth, Width - k);
            activation.ApplyWithDerivative(values.Slice(k, length), derivatives.Slice(k, length));
        }

        if (!batch.HasHiddenFactors)
            return;
        var factors = batch.HiddenFactors(layer);
        factors = factors.Slice(b * (factors.Length / batch.RowCount) + From, Width);
        TensorPrimitives.Multiply(values, factors, values);
        TensorPrimitives.Multiply(derivatives, factors, derivatives);
    }

    public void EnsureRows(int rows)
    {
        if (Outputs.RowCount >= rows)
            return;
        Dispose();
        (Outputs, Derivatives, Gradients) = (new(rows, Width), new(rows, Width), new(rows, Width));
    }

    public void Dispose()
    {
        Outputs.Dispose();
        Derivatives.Dispose();
        Gradients.Dispose();
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
