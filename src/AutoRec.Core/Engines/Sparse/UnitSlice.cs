using AutoRec.Engines.Sparse.Kernels;
using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse;

/// <summary>
/// Some units of a hidden layer with their values for a batch of B rows. The matrices of a slice fit a core's cache, and one thread owns
/// the weights of a slice, so they are read once a step instead of once an entry.
/// </summary>
internal sealed class UnitSlice(int from, int width, int blockWidth) : IDisposable
{
    // A batch's rows of a larger slice would not fit a core's cache.
    private const int MostBlocks = 4;

    public int From { get; } = from;
    public int Width { get; } = width;

    /// <summary>The units in a block. Sums run within each block, then over blocks, so slices of any size give the same result.</summary>
    public int BlockWidth { get; } = blockWidth;

    public int BlockCount => (Width + BlockWidth - 1) / BlockWidth;

    /// <summary>B × width: first a, then g(a) with dropout.</summary>
    public RowMatrix Outputs { get; private set; } = new(0, width);

    /// <summary>B × width: g′(a) with dropout.</summary>
    public RowMatrix Derivatives { get; private set; } = new(0, width);

    /// <summary>B × width: the objective's derivative by the outputs, then by a.</summary>
    public RowMatrix Gradients { get; private set; } = new(0, width);

    /// <summary>Divides a layer: a slice for each thread, at least one block and at most four blocks wide.</summary>
    public static UnitSlice[] Cut(int units, int threads)
    {
        var (blockWidth, blocks) = (UnitBlock.WidthOf(units), UnitBlock.CountOf(units));
        var width = Math.Min((blocks + threads - 1) / threads, MostBlocks) * blockWidth;
        var slices = new UnitSlice[(units + width - 1) / width];
        for (var s = 0; s < slices.Length; s++)
            slices[s] = new UnitSlice(s * width, Math.Min(width, units - s * width), blockWidth);
        return slices;
    }

    /// <summary>A layer in one piece.</summary>
    public static UnitSlice Whole(int units) => new(0, units, UnitBlock.RoundUp(units));

    /// <summary>Computes g(a) and g′(a) with dropout, for row b of the batch.</summary>
    public void Activate(Activation activation, Batch batch, int layer, int b)
    {
        var values = Outputs.Row(b);
        var derivatives = Derivatives.Row(b);
        // Block by block, because the last values of a span can differ in their last bit: other instructions compute them.
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
}
