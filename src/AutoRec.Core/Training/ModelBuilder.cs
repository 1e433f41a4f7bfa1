using AutoRec.Model;
using AutoRec.Saving;

namespace AutoRec.Training;

/// <summary>Builds a model from a trained network: the codes of all rows, and the means for the cold-start rule.</summary>
internal sealed class ModelBuilder(
    AutoRecVariant variant, TrainingSet set, RatingMatrix ratings, AutoRecOptions options, double lambda, NetworkShare share)
{
    private const int EntriesAtOnce = 1 << 18; // Of the sums that shards exchange: 1 MB for each shard, and some more for each rank.

    private readonly RatingMeans _means = RatingMeans.Of(ratings, sum: set.Shard.Sum);

    private readonly RatingPreparation _preparation = set.Preparation with { Baseline = set.BaselineWith(share.Damping) };

    /// <param name="network">The trained network.</param>
    /// <param name="scoresColdRows">Whether the model must score rows and columns by their features alone.</param>
    /// <param name="keepsCodes">Whether this process scores with the model. Others only help the first one to compute the codes.</param>
    public AutoRecModelParameters Build(Network network, bool scoresColdRows = true, bool keepsCodes = true)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.NumberOfThreads ?? Environment.ProcessorCount };
        var codes = set.Shard.Shared(() => keepsCodes ? new float[ratings.RowCount * network.CodeLength] : []);
        if (set.Shard.IsWhole)
            Encode(network, codes, parallel);
        else
            EncodeWithShards(network, codes);
        if (scoresColdRows)
            FitColumnFeatures(network, parallel);
        var model = new AutoRecModelParameters(
            variant, _preparation, Scaled(network), codes, _means, options.ColdStart, options.ClipToLabelRange, (float)lambda)
        {
            Share = share.Factor,
            FewInputs = FewInputs(network),
            Features = set.Features,
            ColdCodes = scoresColdRows && set.RowFeatures is { } features ? CodeRegression.Fit(features, codes, Counts(), parallel) : null,
        };
        return model.WithMeanCode(keepsCodes ? MeanCode(codes, network.CodeLength) : null);
    }

    private void Encode(Network network, float[] codes, ParallelOptions parallel) => Parallel.ForEach(set.Rows, parallel, row =>
    {
        var code = codes.AsSpan(row * network.CodeLength, network.CodeLength);
        network.Encode(ratings.ColumnsOf(row), InputsOf(row), code, set.RowFeatures?[row]);
    });

    /// <summary>Every shard sums the weights of its inputs; all sums together give the codes.</summary>
    private void EncodeWithShards(Network network, float[] codes)
    {
        var (first, width) = (network.Hidden[0], network.CodeLength);
        var rowsAtOnce = Math.Max(1, EntriesAtOnce / first.Outputs);
        var sums = new float[Math.Min(rowsAtOnce, set.Rows.Length) * first.Outputs];
        for (var from = 0; from < set.Rows.Length; from += rowsAtOnce)
        {
            var rows = set.Rows.AsSpan(from, Math.Min(rowsAtOnce, set.Rows.Length - from));
            for (var r = 0; r < rows.Length; r++)
            {
                var sum = sums.AsSpan(r * first.Outputs, first.Outputs);
                network.SumInputs(ratings.ColumnsOf(rows[r]), InputsOf(rows[r]), withBiases: set.Shard.IsFirst, sum);
            }

            set.Shard.Sum(sums.AsSpan(0, rows.Length * first.Outputs));
            if (!set.Shard.IsFirstOfProcess || codes.Length == 0)
                continue;
            for (var r = 0; r < rows.Length; r++)
                network.EncodeSums(sums.AsSpan(r * first.Outputs, first.Outputs), codes.AsSpan(rows[r] * width, width));
        }

        set.Shard.Meet(); // The codes are complete.
    }

    private ReadOnlySpan<float> InputsOf(int row) => set.Inputs.AsSpan(set.RowPointers[row]..set.RowPointers[row + 1]);

    /// <summary>The mean of the codes, weighted by the numbers of ratings.</summary>
    private float[] MeanCode(float[] codes, int width)
    {
        var sums = new double[width];
        foreach (var row in set.Rows)
        {
            var count = (double)set.CountOf(row);
            for (var k = 0; k < width; k++)
                sums[k] += count * codes[(row * width) + k];
        }

        return Array.ConvertAll(sums, sum => (float)(sum / set.Count));
    }

    /// <summary>The inputs of the rows with few ratings; null if encoding needs more than these.</summary>
    private RatingMatrix? FewInputs(Network network)
    {
        if (!CodesFormat.CanLeaveOut(network) || set.RowFeatures is not null || !set.Shard.IsWhole)
            return null;
        var (rows, columns, inputs) = (new List<int>(), new List<int>(), new List<float>());
        foreach (var row in set.Rows.Where(row => ratings.CountOf(row) <= CodesFormat.MostInputs))
        {
            for (var i = set.RowPointers[row]; i < set.RowPointers[row + 1]; i++)
            {
                rows.Add(row);
                columns.Add(set.ColumnIndices[i]);
                inputs.Add(set.Inputs[i]);
            }
        }

        return rows.Count == 0 ? null : RatingMatrix.Create(ratings.RowCount, ratings.ColumnCount, [.. rows], [.. columns], [.. inputs]);
    }

    private double[] Counts() => [.. Enumerable.Range(0, ratings.RowCount).Select(row => ratings.CountOf(row) / 15.0)];

    /// <summary>
    /// Replaces the weights of column features by a ridge regression of the columns' weights and biases on their features, for columns
    /// without ratings. Those of training are a small part of it: most of what columns of a feature share is in the weights of each.
    /// </summary>
    private void FitColumnFeatures(Network network, ParallelOptions parallel)
    {
        if (set.ColumnFeatures is not { } features)
            return;
        var (output, layer) = (network.Output, network.ColumnFeatures!);

        // A column counts at most 1, so that κ is a number of columns: the ratings of one column share its weights' deviation.
        double Weight(int count) => count / (double)(count + share.Damping);
        var system = new FeatureSystem(features, Array.ConvertAll(ratings.CountByColumn(), Weight));
        system.Fit(column => output.Biases[column]).Weights.CopyTo(layer.Biases, 0);
        Parallel.For(0, output.Inputs, parallel, unit =>
        {
            var fit = system.Fit(column => output.Weights[(column * output.Inputs) + unit]);
            for (var slot = 0; slot < features.SlotCount; slot++)
                layer.Weights[(slot * output.Inputs) + unit] = fit.Weights[slot];
        });
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
