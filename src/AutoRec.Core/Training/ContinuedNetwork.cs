using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>
/// The first weights of a training that continues from an earlier model. Known columns take its weights. The encoder's weights of a new
/// column are drawn as usual, and its decoder's weights are fitted to its ratings.
/// </summary>
/// <remarks>
/// A model has the sum W<sub>u</sub> + w/4 + Σ<sub>q</sub> g<sub>uq</sub> G<sub>q</sub>/4 of the parts that are trained apart. At the
/// optimum of the objective, w and G minimize λ Σ‖W<sub>u</sub>‖² + 8 λ ‖G‖² for given sums. So a ridge regression of the sums on the
/// features gives them back; without features, w/4 is the mean of the sums.
/// </remarks>
/// <param name="set">The prepared ratings, old and new.</param>
/// <param name="options">The options of the training.</param>
/// <param name="settings">The settings of the engine.</param>
/// <param name="lambda">λ.</param>
/// <param name="earlier">The earlier model.</param>
internal sealed class ContinuedNetwork(
    TrainingSet set, AutoRecOptions options, EngineSettings settings, double lambda, EarlierModel earlier)
{
    private readonly int[] _columns = earlier.Columns;

    private readonly ParallelOptions _parallel = new() { MaxDegreeOfParallelism = options.NumberOfThreads ?? Environment.ProcessorCount };

    /// <summary>Creates the network.</summary>
    /// <param name="seed">The random seed, for new columns.</param>
    /// <returns>The network, and the settings with w.</returns>
    public (Network Network, EngineSettings Settings) Create(int seed)
    {
        // A star can have another size in the new ratings. The mean input then keeps its part in the sums of the first layer.
        var (before, now, mean) = (earlier.Model.LabelRange, set.Preparation.Scale, earlier.Model.GlobalMean);
        var stars = before.Unit / now.Unit;
        var network = WithRangeOf(earlier.Model.Network, NetworkFactory.CreateEmpty(set, options), stars);
        CopyEncoder(earlier.Model.Network, network, before.ToStars(mean) / now.ToStars(mean), (ulong)(uint)seed);
        CopyDecoder(earlier.Model.Network, network, (network.Decoder.Bounds() is null ? stars : 1) / earlier.Model.Share);
        var shared = Separate(network);
        if (network.Decoder == Activation.Identity && Array.Exists(_columns, column => column < 0))
            FitNewColumns(network, shared);
        return (network, settings with { SharedStart = shared });
    }

    /// <summary>The network whose bounded outputs have the range of the earlier ones.</summary>
    private static Network WithRangeOf(Network from, Network network, float stars)
    {
        if (network.Decoder.Bounds() is null)
            return network;
        var (shift, span) = (from.OutputShift * stars, from.OutputSpan * stars);
        return new Network(network.Hidden, network.Output, network.Encoder, network.Decoder, shift, span)
            .With(network.RowFeatures, network.ColumnFeatures);
    }

    private void CopyEncoder(Network from, Network to, float factor, ulong seed)
    {
        for (var column = 0; column < _columns.Length; column++)
        {
            var weights = WeightsOf(to.Hidden[0], column);
            if (_columns[column] >= 0)
                TensorPrimitives.Multiply(from.Hidden[0].Row(_columns[column]), factor, weights);
            else
                new RandomStream(seed, RandomStream.Purpose.Weights, 0, column + 1).FillGaussian(weights, options.InitialStandardDeviation);
        }

        from.Hidden[0].Biases.CopyTo(to.Hidden[0].Biases, 0);
        for (var l = 1; l < from.Hidden.Length; l++)
        {
            from.Hidden[l].Weights.CopyTo(to.Hidden[l].Weights, 0);
            from.Hidden[l].Biases.CopyTo(to.Hidden[l].Biases, 0);
        }

        from.RowFeatures?.Weights.CopyTo(to.RowFeatures!.Weights, 0);
    }

    private void CopyDecoder(Network from, Network to, float factor)
    {
        for (var column = 0; column < _columns.Length; column++)
        {
            var weights = WeightsOf(to.Output, column);
            var earlierColumn = _columns[column];
            if (earlierColumn < 0)
                continue;
            TensorPrimitives.Multiply(from.Output.Row(earlierColumn), factor, weights);
            to.Output.Biases[column] = from.Output.Biases[earlierColumn] * factor;
        }
    }

    /// <summary>Takes the parts that columns share out of the decoder's weights.</summary>
    /// <returns>w; null if the decoder has no such part.</returns>
    private float[]? Separate(Network network)
    {
        if (!settings.SharedDecoder && set.ColumnFeatures is null)
            return null;
        var width = network.CodeLength;
        var features = set.ColumnFeatures ?? new FeatureMatrix(0, Array.ConvertAll(_columns, _ => FeatureVector.Unknown));

        // The penalty on G/4 is 16 · 8 λ, and 1 λ on the weights of a column. The regression has a fixed ridge, so it weighs the columns.
        var weight = FeatureSystem.Ridge * EngineSettings.SharedFactor * EngineSettings.SharedFactor / Recipe.ColumnFeatureLambda(1);
        var system = new FeatureSystem(features, Array.ConvertAll(_columns, column => column < 0 ? 0 : weight));
        var shared = settings.SharedDecoder ? new float[width] : null;
        Parallel.For(0, width, _parallel, unit =>
        {
            var fit = system.Fit(column => network.Output.Weights[(column * width) + unit]);
            for (var slot = 0; slot < features.SlotCount; slot++)
                network.ColumnFeatures!.Weights[(slot * width) + unit] = fit.Weights[slot] / EngineSettings.SharedFactor;
            if (shared is not null)
                shared[unit] = fit.Constant / EngineSettings.SharedFactor;
        });
        for (var column = 0; column < _columns.Length; column++)
        {
            if (_columns[column] >= 0)
                AddShared(network, shared, column, -EngineSettings.SharedFactor, WeightsOf(network.Output, column));
        }

        return shared;
    }

    /// <summary>Adds a multiple of w + Σ<sub>q</sub> g<sub>uq</sub> G<sub>q</sub> to weights of column u.</summary>
    private void AddShared(Network network, float[]? shared, int column, float factor, Span<float> weights)
    {
        if (shared is not null)
            TensorPrimitives.MultiplyAdd(shared, factor, weights, weights);
        if (set.ColumnFeatures?[column] is not { } features)
            return;
        for (var n = 0; n < features.Count; n++)
            TensorPrimitives.MultiplyAdd(network.ColumnFeatures!.Row(features.Slots[n]), factor * features.Values[n], weights, weights);
    }

    /// <summary>Fits the decoder's weights and bias of each new column, given the codes of its rows.</summary>
    /// <remarks>Adam's steps are too few and too short to find weights from zero (docs/experiments.md#continued-training).</remarks>
    private void FitNewColumns(Network network, float[]? shared)
    {
        var entries = Array.ConvertAll(_columns, column => column < 0 ? new List<(int Row, int Position)>() : null);
        foreach (var row in set.Rows)
        {
            for (var i = set.RowPointers[row]; i < set.RowPointers[row + 1]; i++)
                entries[set.ColumnIndices[i]]?.Add((row, i));
        }

        var codes = new float[set.RowPointers.Length - 1][];
        var rows = entries.SelectMany(ofColumn => ofColumn ?? []).Select(entry => entry.Row).Distinct();
        Parallel.ForEach(rows, _parallel, row =>
        {
            var range = set.RowPointers[row]..set.RowPointers[row + 1];
            codes[row] = new float[network.CodeLength];
            network.Encode(set.ColumnIndices[range], set.Inputs.AsSpan(range), codes[row], set.RowFeatures?[row]);
        });
        Parallel.For(0, _columns.Length, _parallel, column =>
        {
            if (entries[column] is not { } ofColumn)
                return;
            var prior = new float[network.CodeLength];
            AddShared(network, shared, column, EngineSettings.SharedFactor, prior);
            var fit = new NewColumnFit(prior, lambda);
            foreach (var (row, i) in ofColumn)
                fit.Add(codes[row], set.Targets[i], set.Weights.IsEmpty ? 1 : set.Weights[i]);
            network.Output.Biases[column] = fit.Solve(WeightsOf(network.Output, column));
        });
    }

    private static Span<float> WeightsOf(AutoRecLayer layer, int row) => layer.Weights.AsSpan(row * layer.RowLength, layer.RowLength);
}
