using AutoRec.Model;

namespace AutoRec.FoldIn;

/// <summary>
/// A new encoded row. Its code is (n h + 4 h₀)/(n + 4), with h the encoder's code of its n ratings, and h₀ the code that is expected before
/// them: by the features, or the mean of the training.
/// </summary>
/// <remarks>The encoder learned from rows with their own ratings; on one to ten of a new row, its code alone is far off.</remarks>
internal sealed class NewRow : Newcomer
{
    /// <summary>The number of ratings that h₀ counts for.</summary>
    public const float PriorRatings = 4;

    private readonly AutoRecModelParameters _model;
    private readonly KnownRatings _known;
    private readonly FeatureVector? _features; // Scaled.
    private readonly float[] _code;
    private readonly float _bias;
    private readonly float _mean;
    private readonly float _share = 1; // Of the encoder's code.
    private readonly float[] _prior = []; // h₀, if the share is less than 1.

    public NewRow(AutoRecModelParameters model, KnownRatings known)
    {
        (_model, _known, _code) = (model, known, new float[model.CodeLength]);
        _features = model.Features?.Rows?.Scale(known.Features);
        var row = model.Encode(known.Positions, known.Ratings, _code, known.Features);
        (_bias, _mean) = (row.Bias, row.Mean);
        if (known.Count == 0 || model.MeanCode is null)
            return;
        _prior = model.MeanCode;
        if (model.ColdCodes is not null && known.Features is not null)
            model.ColdCodes.Predict(_features!, _prior = new float[_code.Length]);
        _share = known.Count / (known.Count + PriorRatings);
        Mix(_code);
    }

    /// <summary>The encoded row.</summary>
    public EncodedRow Encoded => new(_code, _bias, _mean);

    public override float Score(int other) => _model.Score(Encoded, other);

    public override double Variance(int other) => 0;

    /// <remarks>
    /// The network is not linear, so it follows the rescale rule of DeepLIFT (Shrikumar et al. 2017, equation 12) with "no ratings" as the
    /// reference: each unit passes on its change in proportion to the changes of its inputs. The parts then add up exactly.
    /// </remarks>
    public override double Explain(int other, Span<double> parts)
    {
        var otherMean = _model.Means.Columns[other];
        if (_known.IsEmpty || float.IsNaN(otherMean))
            return ExplainColdScore(_model, _model.ColdScore(_mean, otherMean), _known, parts);

        var (network, preparation) = (_model.Network, _model.Preparation);
        if (_known.Count == 0) // Its code is no output of the encoder.
            return preparation.ToLabel(network.Decode(_code, other), _bias, other);
        var stars = Array.ConvertAll(_known.Ratings, preparation.Scale.ToStars);
        var inputs = Array.ConvertAll(stars, star => star * preparation.InputFactor(_known.Count));

        var (reference, actual) = (new Trace(network, [], [], _features), new Trace(network, _known.Positions, inputs, _features));
        Mix(reference.Values[^1]);
        Mix(actual.Values[^1]);
        var (low, high) = (reference.Output(other), actual.Output(other));
        var multipliers = network.Output.Row(other).ToArray();
        TensorPrimitives.Multiply(multipliers, Rescale.Slope(low, high, network.OutputOf), multipliers);
        for (var l = network.Hidden.Length - 1; l >= 0; l--)
        {
            for (var k = 0; k < multipliers.Length; k++)
            {
                multipliers[k] *= Rescale.Slope(
                    reference.Sums[l][k], actual.Sums[l][k], reference.Values[l][k], actual.Values[l][k]);
            }

            if (l > 0)
                multipliers = MultiplyRows(network.Hidden[l], multipliers);
        }

        // A rating acts through the encoder and through the row's bias, Σ(stars − μ − c)/(n + D).
        var (baseline, unit) = (preparation.Baseline, preparation.Scale.Unit);
        var prior = AutoRecModelParameters.Prior(baseline.RowPrior, _features);
        for (var a = 0; a < parts.Length; a++)
        {
            var column = _known.Positions[a];
            double part = inputs[a] * TensorPrimitives.Dot<float>(network.Hidden[0].Row(column), multipliers);
            if (baseline.Kind == BaselineKind.Biases)
                part += (stars[a] - baseline.Predict(0, column)) / (_known.Count + baseline.Damping);
            parts[a] = part * unit;
        }

        return preparation.ToLabel(network.OutputOf(low), baseline.BiasWithoutRatings(_known.Count, prior), other);
    }

    /// <summary>Replaces a code h by (n h + 4 h₀)/(n + 4).</summary>
    private void Mix(Span<float> code)
    {
        if (_share < 1)
        {
            TensorPrimitives.Multiply(code, _share, code);
            TensorPrimitives.MultiplyAdd(_prior, 1 - _share, code, code);
        }
    }

    private static float[] MultiplyRows(AutoRecLayer layer, float[] values)
    {
        var products = new float[layer.Inputs];
        for (var i = 0; i < products.Length; i++)
            products[i] = TensorPrimitives.Dot<float>(layer.Row(i), values);
        return products;
    }

    /// <summary>The sums and values of all hidden layers for one input.</summary>
    private sealed class Trace
    {
        private readonly Network _network;

        public Trace(Network network, ReadOnlySpan<int> columns, ReadOnlySpan<float> inputs, FeatureVector? features)
        {
            _network = network;
            Sums = Array.ConvertAll(network.Hidden, layer => layer.Biases.AsSpan().ToArray());
            Values = new float[Sums.Length][];
            for (var l = 0; l < Sums.Length; l++)
            {
                var sums = Sums[l];
                if (l == 0)
                {
                    for (var i = 0; i < columns.Length; i++)
                        TensorPrimitives.MultiplyAdd(network.Hidden[0].Row(columns[i]), inputs[i], sums, sums);
                    network.AddFeatures(features, sums);
                }
                else
                {
                    for (var i = 0; i < Values[l - 1].Length; i++)
                        TensorPrimitives.MultiplyAdd(network.Hidden[l].Row(i), Values[l - 1][i], sums, sums);
                }

                Values[l] = sums.AsSpan().ToArray();
                network.Encoder.Apply(Values[l]);
            }
        }

        public float[][] Sums { get; }
        public float[][] Values { get; }

        public float Output(int column) => _network.Output.Biases[column] + DotProduct.Of(_network.Output.Row(column), Values[^1]);
    }
}
