using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>Builds a model from a trained network: the codes of all rows, and the means for the cold-start rule.</summary>
internal sealed class ModelBuilder(
    AutoRecVariant variant, TrainingSet set, RatingMatrix ratings, AutoRecOptions options, double lambda, NetworkShare share)
{
    private readonly RatingMeans _means = RatingMeans.Of(ratings);

    private readonly RatingPreparation _preparation = set.Preparation with { Baseline = set.BaselineWith(share.Damping) };

    public AutoRecModelParameters Build(Network network)
    {
        var codes = new float[checked(ratings.RowCount * network.CodeLength)];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.NumberOfThreads ?? Environment.ProcessorCount };
        Parallel.ForEach(set.Rows, parallel, row =>
        {
            var inputs = set.Inputs.AsSpan(set.RowPointers[row]..set.RowPointers[row + 1]);
            var code = codes.AsSpan(row * network.CodeLength, network.CodeLength);
            network.Encode(ratings.ColumnsOf(row), inputs, code, set.RowFeatures?[row]);
        });
        SetColumnBiases(network);
        return new(variant, _preparation, Scaled(network), codes, _means, options.ColdStart, options.ClipToLabelRange, (float)lambda)
        {
            Share = share.Factor,
            Features = set.Features,
            ColdCodes = set.RowFeatures is { } features ? CodeRegression.Fit(features, codes, Counts(), parallel) : null,
        };
    }

    private double[] Counts() => [.. Enumerable.Range(0, ratings.RowCount).Select(row => (double)ratings.CountOf(row))];

    /// <summary>
    /// Regresses the biases of the decoder on the features of the columns: e, for columns without ratings. Known columns have their own.
    /// </summary>
    private void SetColumnBiases(Network network)
    {
        if (set.ColumnFeatures is not { } features)
            return;
        var biases = network.Output.Biases;
        var weights = Array.ConvertAll(ratings.CountByColumn(), count => count * (double)share.Damping / (count + share.Damping));
        var regression = new FeatureSystem(features, weights).Fit(column => biases[column]);
        regression.Weights.CopyTo(network.ColumnFeatures!.Biases, 0);
    }

    /// <summary>The network with its output multiplied by its share.</summary>
    private Network Scaled(Network network)
    {
        if (share.Factor == 1)
            return network;
        var copy = NetworkFactory.Clone(network);
        TensorPrimitives.Multiply(copy.Output.Weights, share.Factor, copy.Output.Weights);
        TensorPrimitives.Multiply(copy.Output.Biases, share.Factor, copy.Output.Biases);
        if (copy.ColumnFeatures is { } features)
        {
            TensorPrimitives.Multiply(features.Weights, share.Factor, features.Weights);
            TensorPrimitives.Multiply(features.Biases, share.Factor, features.Biases);
        }

        return copy;
    }
}
