using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>Builds a model from a trained network: the codes of all rows, and the means for the cold-start rule.</summary>
internal sealed class ModelBuilder(
    AutoRecVariant variant, TrainingSet set, RatingMatrix ratings, AutoRecOptions options, double lambda, NetworkShare share)
{
    // With a smaller share, the prior of a new column is as much smaller. The bound keeps λ finite if the share is 0.
    private const float LeastShare = 0.01f;

    private readonly RatingMeans _means = RatingMeans.Of(ratings);

    private readonly RatingPreparation _preparation = share.Damping == set.Preparation.Baseline.Damping
        ? set.Preparation
        : set.Preparation with { Baseline = set.BaselineWith(share.Damping) };

    private readonly float _lambda = (float)lambda / Math.Max(share.Factor, LeastShare);

    public AutoRecModelParameters Build(Network network)
    {
        var codes = new float[checked(ratings.RowCount * network.CodeLength)];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.NumberOfThreads ?? Environment.ProcessorCount };
        Parallel.ForEach(set.Rows, parallel, row =>
        {
            var inputs = set.Inputs.AsSpan(set.RowPointers[row]..set.RowPointers[row + 1]);
            network.Encode(ratings.ColumnsOf(row), inputs, codes.AsSpan(row * network.CodeLength, network.CodeLength));
        });
        return new(variant, _preparation, Shared(network), codes, _means, options.ColdStart, options.ClipToLabelRange, _lambda);
    }

    /// <summary>The network with its output multiplied by its share.</summary>
    private Network Shared(Network network)
    {
        if (share.Factor == 1)
            return network;
        var copy = NetworkFactory.Clone(network);
        TensorPrimitives.Multiply(copy.Output.Weights, share.Factor, copy.Output.Weights);
        TensorPrimitives.Multiply(copy.Output.Biases, share.Factor, copy.Output.Biases);
        return copy;
    }
}
