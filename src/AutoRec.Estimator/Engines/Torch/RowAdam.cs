using AutoRec.Checkpoints;
using AutoRec.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutoRec.Engines.Torch;

/// <summary>
/// <see cref="AutoRecOptimizer.RowAdam"/> for the weight matrices of a module: Adam with one second moment for each row and block of units.
/// </summary>
internal sealed class RowAdam(IEnumerable<Parameter> matrices) : IDisposable
{
    private readonly Matrix[] _matrices = [.. matrices.Select(Matrix.Of)];
    private int _steps;

    public void Step(double learningRate)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        _steps++;
        var rate = -learningRate / (1 - Math.Pow(EngineSettings.AdamBeta1, _steps));
        var squareScale = 1 / Math.Sqrt(1 - Math.Pow(EngineSettings.AdamBeta2, _steps));
        // Named scalars: see TorchEngine.
        using Scalar kept = EngineSettings.AdamBeta2.ToScalar(), added = (1 - EngineSettings.AdamBeta2).ToScalar();
        using Scalar keptMean = EngineSettings.AdamBeta1.ToScalar(), moved = (1 - EngineSettings.AdamBeta1).ToScalar();
        using Scalar scale = squareScale.ToScalar(), epsilon = EngineSettings.AdamEpsilon.ToScalar(), factor = rate.ToScalar();
        foreach (var (weights, mean, squares, blockWidth) in _matrices)
        {
            var gradient = weights.grad!;
            mean.mul_(keptMean).add_(gradient, alpha: moved);
            for (var (block, from) = (0, 0L); from < weights.shape[1]; block++, from += blockWidth)
            {
                var width = Math.Min(blockWidth, weights.shape[1] - from);
                var square = squares.narrow(1, block, 1);
                square.mul_(kept).add_(gradient.narrow(1, from, width).square().mean([1], keepdim: true), alpha: added);
                var deviation = square.sqrt().mul_(scale).add_(epsilon);
                weights.narrow(1, from, width).addcdiv_(mean.narrow(1, from, width), deviation.expand(-1, width), factor);
            }
        }
    }

    public void Exchange(StateStream state)
    {
        _steps = state.Pass(_steps);
        foreach (var matrix in _matrices)
        {
            TorchState.Pass(state, matrix.Mean);
            TorchState.Pass(state, matrix.Squares);
        }
    }

    public void Dispose()
    {
        foreach (var matrix in _matrices)
        {
            matrix.Mean.Dispose();
            matrix.Squares.Dispose();
        }
    }

    /// <param name="Weights">The rows of weights.</param>
    /// <param name="Mean">The first moment, of the same shape.</param>
    /// <param name="Squares">The second moment, a number for each row and block.</param>
    /// <param name="BlockWidth">The units of a block.</param>
    private sealed record Matrix(Parameter Weights, Tensor Mean, Tensor Squares, int BlockWidth)
    {
        public static Matrix Of(Parameter weights)
        {
            using var scope = NewDisposeScope();
            var (rows, units) = (weights.shape[0], (int)weights.shape[1]);
            return new(
                weights,
                zeros_like(weights).detach().DetachFromDisposeScope(),
                zeros(rows, UnitBlock.CountOf(units), device: weights.device).DetachFromDisposeScope(),
                UnitBlock.WidthOf(units));
        }
    }
}
