using AutoRec.Engines.Kernels;

namespace AutoRec.Engines;

/// <summary>
/// Some units of a hidden layer, and what a batch's B rows leave in them. A layer is cut into slices so that each of these matrices stays in
/// a core's cache, and that a thread that owns a slice owns all of its weights: the columns then cost memory once a step, not once an entry.
/// </summary>
internal sealed class UnitSlice(int from, int width) : IDisposable
{
    private const int Widest = 256;
    private const int UsualCount = 2;

    /// <summary>The number of the first unit in its layer.</summary>
    public int From { get; } = from;

    public int Width { get; } = width;

    /// <summary>B × width: a, then g(a), with dropout.</summary>
    public RowMatrix Outputs { get; private set; } = new(0, width);

    /// <summary>B × width: g′(a), with dropout.</summary>
    public RowMatrix Derivatives { get; private set; } = new(0, width);

    /// <summary>B × width: the derivative of the objective by the outputs, then by a.</summary>
    public RowMatrix Gradients { get; private set; } = new(0, width);

    /// <summary>Cuts a layer up. How does not depend on the number of threads, for the order of sums depends on it.</summary>
    public static UnitSlice[] Cut(int units)
    {
        var width = Math.Clamp((units / UsualCount + RowMatrix.Padding - 1) / RowMatrix.Padding * RowMatrix.Padding, RowMatrix.Padding, Widest);
        var slices = new UnitSlice[(units + width - 1) / width];
        for (var s = 0; s < slices.Length; s++)
            slices[s] = new UnitSlice(s * width, Math.Min(width, units - s * width));
        return slices;
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
