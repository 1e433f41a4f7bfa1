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
            network.Encode(ratings.ColumnsOf(row), inputs, codes.AsSpan(row * network.CodeLength, network.CodeLength));
        });
        return new(variant, _preparation, Scaled(network), codes, _means, options.ColdStart, options.ClipToLabelRange, (float)lambda)
        {
            Share = share.Factor,
        };
    }

    /// <summary>The network with its output multiplied by its share.</summary>
    private Network Scaled(Network network)
    {
        if (share.Factor == 1)
            return network;
        var copy = NetworkFactory.Clone(network);
        TensorPrimitives.Multiply(copy.Output.Weights, share.Factor, copy.Output.Weights);
        TensorPrimitives.Multiply(copy.Output.Biases, share.Factor, copy.Output.Biases);
        return copy;
    }
}
