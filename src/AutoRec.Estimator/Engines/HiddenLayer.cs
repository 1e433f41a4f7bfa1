using AutoRec.Engines.Kernels;

namespace AutoRec.Engines;

/// <summary>One hidden layer in training: its weights, and what a batch's B rows leave in it.</summary>
internal sealed class HiddenLayer(TrainedRows weights, TrainedRows biases) : IDisposable
{
    /// <summary>inputs × width.</summary>
    public TrainedRows Weights { get; } = weights;

    /// <summary>1 × width.</summary>
    public TrainedRows Biases { get; } = biases;

    public int Width => Weights.Weights.Width;

    /// <summary>B × width: g(a), with dropout.</summary>
    public RowMatrix Outputs { get; private set; } = new(0, weights.Weights.Width);

    /// <summary>B × width: the objective's derivative by the outputs, in the making.</summary>
    public RowMatrix OutputGradients { get; private set; } = new(0, weights.Weights.Width);

    /// <summary>B × width: g′(a), with dropout, and after the way back the objective's derivative by a.</summary>
    public RowMatrix Gradients { get; private set; } = new(0, weights.Weights.Width);

    public void EnsureRows(int rows)
    {
        if (Outputs.RowCount >= rows)
            return;
        Outputs.Dispose();
        OutputGradients.Dispose();
        Gradients.Dispose();
        (Outputs, OutputGradients, Gradients) = (new(rows, Width), new(rows, Width), new(rows, Width));
    }

    public void Dispose()
    {
        Weights.Dispose();
        Biases.Dispose();
        Outputs.Dispose();
        OutputGradients.Dispose();
        Gradients.Dispose();
    }
}
