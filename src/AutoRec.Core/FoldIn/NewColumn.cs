using AutoRec.Model;

namespace AutoRec.FoldIn;

/// <summary>
/// A new column: a ridge regression over the codes h<sub>a</sub> of the n rows that it rated. Its prior is the mean column w̄, d̄ of the
/// decoder, and its penalty is the λ of training, so the training objective is its posterior.
/// </summary>
/// <remarks>
/// The output of row j is f(w̄ · h<sub>j</sub> + d̄ + Σ β<sub>a</sub> k<sub>aj</sub>) with the kernel
/// k<sub>aj</sub> = h<sub>a</sub> · h<sub>j</sub> + λ/D. The constant is the prior of the remaining bias, as strong as the D damping
/// ratings of a bias. With the identity as f, β = (K + λI)⁻¹ y is exact. Otherwise, Gauss-Newton steps replace f by its tangent.
/// </remarks>
internal sealed class NewColumn : Newcomer
{
    private const double LeastLambda = 1; // A training with λ = 0 gives no prior.
    private const int Steps = 8;
    private const float TangentWidth = 1e-2f;

    private readonly AutoRecModelParameters _model;
    private readonly KnownRatings _known;
    private readonly EncodedRows _rows;
    private readonly RidgeRegression _ridge;
    private readonly float[] _weights; // w̄ + Σ β h, K values.
    private readonly double[] _pulls; // β, n values.
    private readonly float _biasFeature; // √(λ/D): the constant feature of every row.
    private readonly float _outputBias; // d̄ + λ/D Σ β.
    private readonly float _columnBias; // c, in stars.
    private readonly float _mean;

    public NewColumn(AutoRecModelParameters model, KnownRatings known, EncodedRows rows)
    {
        if (float.IsNaN(model.Lambda))
        {
            throw new InvalidOperationException(
                "The model was saved by an earlier version without λ, so it cannot fold in ratings. Train it again, and save it.");
        }

        (_model, _known, _rows, _mean) = (model, known, rows, model.Means.OfRow(known.Ratings));
        var lambda = Math.Max(LeastLambda, model.Lambda);
        var baseline = model.Preparation.Baseline;
        _biasFeature = (float)Math.Sqrt(lambda / RatingBaseline.DefaultDamping);
        var stars = Array.ConvertAll(known.Ratings, model.Preparation.Scale.ToStars);
        _columnBias = ColumnBias(stars);

        var (meanWeights, meanBias) = model.MeanColumn;
        double[] target = [.. stars.Select((star, a) => star - baseline.Mean - rows(known.Positions[a]).Bias - (double)_columnBias)];
        double[] prior = [.. known.Positions.Select(row => (double)DotProduct.Of(meanWeights, _rows(row).Code) + meanBias)];
        (_ridge, _pulls) = Solve(prior, target, lambda);

        _weights = meanWeights.AsSpan().ToArray();
        for (var a = 0; a < known.Count; a++)
            TensorPrimitives.MultiplyAdd(_rows(known.Positions[a]).Code, (float)_pulls[a], _weights, _weights);
        _outputBias = meanBias + (float)(lambda / RatingBaseline.DefaultDamping * _pulls.Sum());
    }

    public override float Score(int other)
    {
        var otherMean = _rows(other).Mean;
        return _model.Clip(float.IsNaN(_mean) || float.IsNaN(otherMean)
            ? _model.ColdScore(_mean, otherMean)
            : ToLabel(_model.Network.OutputOf(Argument(other)), other) + _columnBias * _model.Preparation.Scale.Unit);
    }

    public override double Variance(int other)
    {
        if (float.IsNaN(_rows(other).Mean))
            return 0; // A cold row has no code.
        var slope = _model.Network.Decoder == Activation.Identity ? 1 : Tangent(Argument(other));
        return slope * slope * _ridge.Variance(Feature(other));
    }

    /// <remarks>β<sub>a</sub> k<sub>aj</sub> is what rating a adds, and its share of the column's bias, (stars − μ − b)/(n + D).</remarks>
    public override double Explain(int other, Span<double> parts)
    {
        var otherMean = _rows(other).Mean;
        if (_known.Count == 0 || float.IsNaN(otherMean))
            return ExplainColdScore(_model, _model.ColdScore(_mean, otherMean), _known, parts);

        var (preparation, network) = (_model.Preparation, _model.Network);
        var (baseline, unit) = (preparation.Baseline, preparation.Scale.Unit);
        var feature = Feature(other);
        var (meanWeights, meanBias) = _model.MeanColumn;
        var prior = DotProduct.Of(meanWeights, _rows(other).Code) + meanBias;
        var slope = Rescale.Slope(prior, Argument(other), network.OutputOf);
        for (var a = 0; a < parts.Length; a++)
        {
            var row = _known.Positions[a];
            var part = slope * _pulls[a] * DotProduct.Of(Feature(row), feature);
            var residual = preparation.Scale.ToStars(_known.Ratings[a]) - baseline.Mean - _rows(row).Bias;
            if (baseline.Kind == BaselineKind.Biases)
                part += residual / (_known.Count + baseline.Damping);
            parts[a] = part * unit;
        }

        return ToLabel(network.OutputOf(prior), other);
    }

    /// <summary>Solves for β by Gauss-Newton: each step is a ridge regression on features scaled by the slope of f.</summary>
    private (RidgeRegression Ridge, double[] Pulls) Solve(double[] prior, double[] target, double lambda)
    {
        var (network, count) = (_model.Network, _known.Count);
        var (ridge, pulls, arguments) = ((RidgeRegression?)null, new double[count], prior);
        for (var step = 0; step < (network.Decoder == Activation.Identity ? 1 : Steps); step++)
        {
            var slopes = Array.ConvertAll(arguments, a => network.Decoder == Activation.Identity ? network.OutputSpan : Tangent((float)a));
            var features = new float[checked(count * (_model.CodeLength + 1))];
            var residuals = new double[count];
            for (var a = 0; a < count; a++)
            {
                var row = features.AsSpan(a * (_model.CodeLength + 1), _model.CodeLength + 1);
                TensorPrimitives.Multiply(Feature(_known.Positions[a]), (float)slopes[a], row);
                residuals[a] = target[a] - network.OutputOf((float)arguments[a]) + slopes[a] * (arguments[a] - prior[a]);
            }

            ridge = new RidgeRegression(features, count, lambda);
            pulls = ridge.Solve(residuals);
            for (var a = 0; a < count; a++)
                pulls[a] *= slopes[a];
            arguments = Arguments(prior, pulls);
        }

        return (ridge!, pulls);
    }

    /// <summary>The arguments of f at the known rows, for given pulls.</summary>
    private double[] Arguments(double[] prior, double[] pulls)
    {
        var sum = new float[_model.CodeLength + 1];
        for (var a = 0; a < pulls.Length; a++)
            TensorPrimitives.MultiplyAdd(Feature(_known.Positions[a]), (float)pulls[a], sum, sum);
        return [.. prior.Select((argument, a) => argument + DotProduct.Of(sum, Feature(_known.Positions[a])))];
    }

    /// <summary>c = Σ(stars − μ − b)/(n + D), as the baseline fits it; 0 without biases.</summary>
    private float ColumnBias(float[] stars)
    {
        var baseline = _model.Preparation.Baseline;
        if (baseline.Kind != BaselineKind.Biases)
            return 0;
        double sum = 0;
        for (var a = 0; a < stars.Length; a++)
            sum += stars[a] - baseline.Mean - _rows(_known.Positions[a]).Bias;
        return (float)(sum / (stars.Length + baseline.Damping));
    }

    private float Argument(int row) => DotProduct.Of(_weights, _rows(row).Code) + _outputBias;

    /// <summary>The slope of shift + span · f at an argument.</summary>
    private double Tangent(float argument) => Rescale.Slope(argument - TangentWidth, argument + TangentWidth, _model.Network.OutputOf);

    private float ToLabel(float output, int row) =>
        _model.Preparation.Scale.ToLabel(_model.Preparation.Baseline.Mean + _rows(row).Bias + output);

    private float[] Feature(int row) => [.. _rows(row).Code, _biasFeature];
}
