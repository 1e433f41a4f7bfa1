using AutoRec.Model;

namespace AutoRec.Tests;

/// <summary>
/// A new column in double precision, in the form of the training objective: the weights w and the bias b minimize
/// Σ (t − f(w·h + b))² + λ ‖w − w̄‖² + D (b − d̄)².
/// </summary>
internal sealed class ReferenceColumn
{
    private const double Damping = 15;

    private readonly AutoRecModelParameters _model;
    private readonly double[][] _inputs; // h and 1 of the rated rows.
    private readonly double[] _prior; // w̄ and d̄.
    private readonly double[] _penalties;
    private readonly double _columnBias;

    public ReferenceColumn(AutoRecModelParameters model, (int Row, float Rating)[] given)
    {
        _model = model;
        var baseline = model.Preparation.Baseline;
        double[] stars = [.. given.Select(rating => Stars(rating.Rating))];
        double[] residuals = [.. given.Select((rating, a) => stars[a] - baseline.Mean - baseline.Rows[rating.Row])];
        _columnBias = baseline.Kind == BaselineKind.Biases ? residuals.Sum() / (residuals.Length + Damping) : 0;
        _inputs = [.. given.Select(rating => Input(rating.Row))];
        Targets = [.. residuals.Select(residual => residual - _columnBias)];

        int[] columns = [.. Enumerable.Range(0, model.ColumnCount).Where(column => !float.IsNaN(model.Means.Columns[column]))];
        _prior = [
            .. Enumerable.Range(0, model.CodeLength).Select(k => columns.Average(column => (double)model.Network.Output.Row(column)[k])),
            columns.Average(column => (double)model.Network.Output.Biases[column])];
        _penalties = [.. Enumerable.Repeat((double)model.Lambda, model.CodeLength), Damping];
        Weights = Minimize();
    }

    public double[] Targets { get; }

    /// <summary>w and b.</summary>
    public double[] Weights { get; }

    public double Score(int row)
    {
        var baseline = _model.Preparation.Baseline;
        var stars = baseline.Mean + baseline.Rows[row] + _columnBias + Output(Dense.Dot(Weights, Input(row)));
        return _model.LabelRange.Minimum + (stars - 1) * _model.LabelRange.Unit;
    }

    /// <summary>The dual form of the knowledge page: k_jj − k_jᵀ (K + λI)⁻¹ k_j over λ, for the identity.</summary>
    public double Variance(int row)
    {
        var input = Input(row);
        double[] kernel = [.. _inputs.Select(other => Kernel(other, input))];
        var system = Dense.Matrix(kernel.Length, (a, b) => Kernel(_inputs[a], _inputs[b]) + (a == b ? _model.Lambda : 0));
        return (Kernel(input, input) - Dense.Dot(kernel, Dense.Solve(system, kernel))) / _model.Lambda;
    }

    /// <summary>Half the gradient of the objective.</summary>
    public double[] Gradient(double[] weights)
    {
        double[] gradient = [.. weights.Select((weight, k) => _penalties[k] * (weight - _prior[k]))];
        for (var a = 0; a < _inputs.Length; a++)
        {
            var argument = Dense.Dot(weights, _inputs[a]);
            for (var k = 0; k < gradient.Length; k++)
                gradient[k] -= (Targets[a] - Output(argument)) * Slope(argument) * _inputs[a][k];
        }

        return gradient;
    }

    private double Objective(double[] weights) =>
        _inputs.Select((input, a) => Math.Pow(Targets[a] - Output(Dense.Dot(weights, input)), 2)).Sum()
        + weights.Select((weight, k) => _penalties[k] * Math.Pow(weight - _prior[k], 2)).Sum();

    /// <summary>Gauss-Newton steps, halved until they descend.</summary>
    private double[] Minimize()
    {
        var weights = (double[])_prior.Clone();
        for (var step = 0; step < 200; step++)
        {
            double[] slopes = [.. _inputs.Select(input => Slope(Dense.Dot(weights, input)))];
            var system = Dense.Matrix(
                weights.Length,
                (i, j) => _inputs.Select((h, a) => slopes[a] * slopes[a] * h[i] * h[j]).Sum() + (i == j ? _penalties[i] : 0));
            var change = Dense.Solve(system, Gradient(weights));
            var before = Objective(weights);
            for (var length = 1.0; length > 1e-6; length /= 2)
            {
                double[] moved = [.. weights.Select((weight, k) => weight - length * change[k])];
                if (Objective(moved) < before)
                {
                    weights = moved;
                    break;
                }
            }
        }

        return weights;
    }

    private double[] Input(int row) => [.. Dense.ToDouble(_model.CodeOf(row)), 1];

    private double Kernel(double[] x, double[] y) => Dense.Dot(x, y) - 1 + _model.Lambda / Damping;

    private double Stars(float rating) => 1 + (rating - _model.LabelRange.Minimum) / (double)_model.LabelRange.Unit;

    private double Output(double argument) =>
        _model.Network.OutputShift + _model.Network.OutputSpan * ReferenceActivation.Apply(_model.DecoderActivation, argument);

    private double Slope(double argument)
    {
        const double width = 1e-5;
        return (Output(argument + width) - Output(argument - width)) / (2 * width);
    }
}
