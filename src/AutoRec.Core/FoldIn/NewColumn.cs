using System.Buffers;
using AutoRec.Model;

namespace AutoRec.FoldIn;

/// <summary>
/// A new column: a ridge regression over the codes h<sub>a</sub> of the n rows that it rated. Its prior is the mean column w̄, d̄ of the
/// decoder, moved by the newcomer's features, and its penalty is the λ of training, so the training objective is its posterior.
/// </summary>
/// <remarks>
/// The output of row j is f(w̄ · h<sub>j</sub> + d̄ + Σ β<sub>a</sub> k<sub>aj</sub>) with the kernel
/// k<sub>aj</sub> = h<sub>a</sub> · h<sub>j</sub> + λ/15. The constant is the prior of the remaining bias, as strong as in training. With
/// the identity as f, β = (K + λI)⁻¹ y is exact. Otherwise, Gauss-Newton steps replace f by its tangent.
/// </remarks>
internal sealed class NewColumn : Newcomer
{
    private const double LeastLambda = 1; // A training with λ = 0 gives no prior.
    private const int MostSteps = 30;
    private const int MostHalvings = 10;
    private const double LeastChange = 1e-4; // Of an argument of f.
    private const float TangentWidth = 1e-2f;

    private readonly AutoRecModelParameters _model;
    private readonly KnownRatings _known;
    private readonly EncodedRows _rows;
    private readonly RidgeRegression _ridge;
    private readonly float[] _weights; // w̄ + Σ β h, K values.
    private readonly double[] _pulls; // β, n values.
    private readonly float _biasKernel; // λ/15.
    private readonly float _biasFeature; // √(λ/15): the constant feature of every row.
    private readonly float _outputBias; // d̄ + λ/15 Σ β.
    private readonly float _columnBias; // c, in stars.
    private readonly float _biasPrior; // c without ratings, in stars.
    private readonly (float[] Weights, float Bias) _prior; // w̄, d̄.
    private readonly float _mean;
    private readonly float _share; // Of the network in a score.

    public NewColumn(AutoRecModelParameters model, KnownRatings known, EncodedRows rows)
    {
        if (float.IsNaN(model.Lambda))
        {
            throw new InvalidOperationException(
                "The model was saved by an earlier version without λ, so it cannot fold in ratings. Train it again, and save it.");
        }

        (_model, _known, _rows) = (model, known, rows);
        var features = model.Features?.Columns?.Scale(known.Features);
        var lambda = Math.Max(LeastLambda, model.Lambda);
        var baseline = model.Preparation.Baseline;
        _biasKernel = (float)(lambda / RatingBaseline.DefaultDamping);
        _biasFeature = MathF.Sqrt(_biasKernel);
        var stars = Array.ConvertAll(known.Ratings, model.Preparation.Scale.ToStars);
        _biasPrior = AutoRecModelParameters.Prior(baseline.ColumnPrior, features);
        _columnBias = ColumnBias(stars);
        _mean = model.MeanOf(known.Ratings, _columnBias, model.Features?.Columns, known.Features);

        _prior = model.ColumnOf(features);
        var (meanWeights, meanBias) = _prior;
        double[] target = [.. stars.Select((star, a) => star - baseline.Mean - rows(known.Positions[a]).Bias - (double)_columnBias)];

        // As in training: the whole network is fitted, and then its share counts. The mean column contains the share already.
        _share = model.Share;
        var whole = _share > 0 ? 1.0 / _share : 0;
        double[] prior = [.. known.Positions.Select(row => whole * (DotProduct.Of(meanWeights, _rows(row).Code) + meanBias))];
        (_ridge, _pulls) = Solve(prior, target, lambda);
        TensorPrimitives.Multiply(_pulls, _share, _pulls);

        _weights = meanWeights.AsSpan().ToArray();
        for (var a = 0; a < known.Count; a++)
            TensorPrimitives.MultiplyAdd(_rows(known.Positions[a]).Code, (float)_pulls[a], _weights, _weights);
        _outputBias = meanBias + (float)(_biasKernel * _pulls.Sum());
    }

    public override float Score(int other) => Score(_rows(other));

    /// <summary>The score of any row, also of one that is encoded anew.</summary>
    public float Score(EncodedRow row) => _model.Clip(float.IsNaN(_mean) || float.IsNaN(row.Mean)
        ? _model.ColdScore(_mean, row.Mean)
        : ToLabel(_model.Network.OutputOf(Argument(row)), row) + _columnBias * _model.Preparation.Scale.Unit);

    public override double Variance(int other)
    {
        var row = _rows(other);
        if (float.IsNaN(row.Mean))
            return 0; // A cold row has no code.
        var slope = Tangent(Argument(row));
        var feature = ArrayPool<float>.Shared.Rent(row.Code.Length + 1); // A list asks for each of its items.
        row.Code.CopyTo(feature);
        feature[row.Code.Length] = _biasFeature;
        var variance = _ridge.Variance(feature.AsSpan(0, row.Code.Length + 1));
        ArrayPool<float>.Shared.Return(feature);
        return _share * _share * slope * slope * variance;
    }

    /// <remarks>β<sub>a</sub> k<sub>aj</sub> is what rating a adds, and its share of the column's bias, (stars − μ − b)/(n + D).</remarks>
    public override double Explain(int other, Span<double> parts)
    {
        var row = _rows(other);
        if (_known.IsEmpty || float.IsNaN(row.Mean))
            return ExplainColdScore(_model, _model.ColdScore(_mean, row.Mean), _known, parts);

        var (preparation, network) = (_model.Preparation, _model.Network);
        var (baseline, unit) = (preparation.Baseline, preparation.Scale.Unit);
        var (meanWeights, meanBias) = _prior;
        var prior = DotProduct.Of(meanWeights, row.Code) + meanBias;
        var slope = Rescale.Slope(prior, Argument(row), network.OutputOf);
        for (var a = 0; a < parts.Length; a++)
        {
            var rated = _rows(_known.Positions[a]);
            var part = slope * _pulls[a] * (DotProduct.Of(rated.Code, row.Code) + _biasKernel);
            var residual = preparation.Scale.ToStars(_known.Ratings[a]) - baseline.Mean - rated.Bias;
            if (baseline.Kind == BaselineKind.Biases)
                part += residual / (_known.Count + baseline.Damping);
            parts[a] = part * unit;
        }

        return ToLabel(network.OutputOf(prior), row) + (baseline.BiasWithoutRatings(_known.Count, _biasPrior) * unit);
    }

    /// <summary>
    /// Solves for β by Gauss-Newton: each step is a ridge regression on features scaled by the slope of f. A step that raises the penalized
    /// error is halved until it lowers it.
    /// </summary>
    private (RidgeRegression Ridge, double[] Pulls) Solve(double[] prior, double[] target, double lambda)
    {
        var (network, count) = (_model.Network, _known.Count);
        var (pulls, arguments) = (new double[count], prior);
        for (var step = 1; ; step++)
        {
            var slopes = Array.ConvertAll(arguments, argument => Tangent((float)argument));
            var features = new float[checked(count * (_model.CodeLength + 1))];
            var residuals = new double[count];
            for (var a = 0; a < count; a++)
            {
                var row = features.AsSpan(a * (_model.CodeLength + 1), _model.CodeLength + 1);
                TensorPrimitives.Multiply(_rows(_known.Positions[a]).Code, (float)slopes[a], row);
                row[^1] = (float)(_biasFeature * slopes[a]);
                residuals[a] = target[a] - network.OutputOf((float)arguments[a]) + slopes[a] * (arguments[a] - prior[a]);
            }

            var ridge = new RidgeRegression(features, count, lambda);
            var next = ridge.Solve(residuals);
            TensorPrimitives.Multiply<double>(next, slopes, next);
            if (network.Decoder == Activation.Identity || count == 0)
                return (ridge, next);

            var nextArguments = Arguments(prior, next);
            var error = Error(pulls, arguments);
            for (var n = 0; n < MostHalvings && Error(next, nextArguments) > error; n++)
            {
                Average(next, pulls);
                Average(nextArguments, arguments);
            }

            var change = nextArguments.Zip(arguments, (x, y) => Math.Abs(x - y)).Max();
            (pulls, arguments) = (next, nextArguments);
            if (change < LeastChange || step == MostSteps)
                return (ridge, pulls);
        }

        double Error(double[] pulls, double[] arguments)
        {
            // The squared norm of the weights is βᵀ K β, and K β is what β adds to the arguments.
            var sum = 0.0;
            for (var a = 0; a < count; a++)
            {
                var residual = target[a] - network.OutputOf((float)arguments[a]);
                sum += residual * residual + lambda * pulls[a] * (arguments[a] - prior[a]);
            }

            return sum;
        }

        static void Average(double[] values, double[] others)
        {
            for (var a = 0; a < values.Length; a++)
                values[a] = (values[a] + others[a]) / 2;
        }
    }

    /// <summary>The arguments of f at the known rows, for given pulls.</summary>
    private double[] Arguments(double[] prior, double[] pulls)
    {
        var weights = new float[_model.CodeLength];
        for (var a = 0; a < pulls.Length; a++)
            TensorPrimitives.MultiplyAdd(_rows(_known.Positions[a]).Code, (float)pulls[a], weights, weights);
        var bias = _biasKernel * pulls.Sum();
        return [.. prior.Select((argument, a) => argument + bias + DotProduct.Of(weights, _rows(_known.Positions[a]).Code))];
    }

    /// <summary>c = Σ(stars − μ − b)/(n + D), as the baseline fits it; 0 without biases.</summary>
    private float ColumnBias(float[] stars)
    {
        var baseline = _model.Preparation.Baseline;
        if (baseline.Kind != BaselineKind.Biases)
            return 0;
        double sum = baseline.Damping * (double)_biasPrior;
        for (var a = 0; a < stars.Length; a++)
            sum += stars[a] - baseline.Mean - _rows(_known.Positions[a]).Bias;
        return (float)(sum / (stars.Length + baseline.Damping));
    }

    private float Argument(EncodedRow row) => DotProduct.Of(_weights, row.Code) + _outputBias;

    /// <summary>The slope of shift + span · f at an argument.</summary>
    private double Tangent(float argument) => _model.Network.Decoder == Activation.Identity
        ? _model.Network.OutputSpan
        : Rescale.Slope(argument - TangentWidth, argument + TangentWidth, _model.Network.OutputOf);

    private float ToLabel(float output, EncodedRow row) =>
        _model.Preparation.Scale.ToLabel(_model.Preparation.Baseline.Mean + row.Bias + output);
}
