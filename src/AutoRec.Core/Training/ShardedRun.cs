using AutoRec.Model;
using AutoRec.Sharding;

namespace AutoRec.Training;

/// <summary>Runs a training on the shards of this rank, together with all other ranks, and collects the model in rank 0.</summary>
internal sealed class ShardedRun(
    RankGroup ranks, AutoRecOptions options, AutoRecVariant variant, EngineFactory engineFactory, RunContext context)
{
    /// <param name="ratings">The columns of the shards.</param>
    /// <param name="shards">The ratings of the shards of this rank.</param>
    /// <param name="validation">Held-out ratings of the same shards; null: the options determine the hold-out.</param>
    /// <returns>The model, which is null in other ranks than 0, and its figures.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Rank 0 could not collect the model: its arrays would be too large.</exception>
    public (AutoRecModelParameters? Model, TrainingFigures Figures) Train(
        RankRatings ratings, RatingMatrix[] shards, RatingMatrix[]? validation)
    {
        var columnCount = ratings.ColumnsOf(ranks.NumberOfShards - 1).End.Value;
        _ = LengthOf(columnCount, options.HiddenLayers[0]); // Now, not after hours.
        var team = new ShardTeam(ranks);
        var (first, end) = ranks.Shards;
        AutoRecModelParameters? whole = null;
        var figures = new TrainingFigures(null, null);
        team.Run(local =>
        {
            var shard = new Shard(team, local, first + local, ratings.ColumnsOf(first + local));
            var ofShard = options.Copy();
            ofShard.NumberOfThreads = Math.Max(1, (options.NumberOfThreads ?? Environment.ProcessorCount) / (end - first));
            if (!shard.IsFirst)
                ofShard.Progress = null;
            var run = new TrainingRun(
                ofShard,
                variant,
                engineFactory,
                context with
                {
                    Shard = shard,
                    Log = shard.IsFirst ? context.Log : _ => { },
                    Checkpoints = context.Checkpoints?.OfShard(shard.Index),
                });
            var (model, ofRun) = run.Train(shards[local], validation?[local]);
            if (shard.IsFirst)
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true); // Makes room for the model.
            var collected = Collect(model, shard, columnCount);
            if (local == 0)
                (whole, figures) = (collected, ofRun);
        });
        return (whole, figures);
    }

    private static int LengthOf(int columnCount, int width) => ArraySize.Of(
        columnCount, width, "weights in rank 0", "Use fewer hidden units, or leave out columns with few ratings.");

    /// <summary>Collects the columns of all shards in the first one; null in the others.</summary>
    private static AutoRecModelParameters? Collect(AutoRecModelParameters part, Shard shard, int columnCount)
    {
        var network = part.Network;
        var hidden = (AutoRecLayer[])network.Hidden.Clone();
        hidden[0] = CollectLayer(network.Hidden[0], columnCount, network.Hidden[0].Outputs, network.Hidden[0].Biases);
        var output = CollectLayer(network.Output, network.Output.Inputs, columnCount, CollectArray(network.Output.Biases, 1));
        var baseline = part.Preparation.Baseline;
        var columnBiases = CollectArray(baseline.Columns, 1);
        var columnMeans = CollectArray(part.Means.Columns, 1);
        if (!shard.IsFirst)
            return null;
        var preparation = part.Preparation with
        {
            Baseline = new(baseline.Kind, baseline.Mean, baseline.Rows, columnBiases, baseline.Damping),
        };
        return new AutoRecModelParameters(
            part.Variant,
            preparation,
            new(hidden, output, network.Encoder, network.Decoder, network.OutputShift, network.OutputSpan),
            part.Codes,
            part.Means with { Columns = columnMeans },
            part.ColdStart,
            part.ClipToLabelRange,
            part.Lambda)
        {
            Share = part.Share,
        }.WithMeanCode(part.MeanCode);

        AutoRecLayer CollectLayer(AutoRecLayer layer, int inputs, int outputs, float[] biases) =>
            new(inputs, outputs, layer.RowPerOutput, CollectArray(layer.Weights, layer.RowLength), biases);

        float[] CollectArray(float[] mine, int width)
        {
            var all = shard.IsFirst ? new float[LengthOf(columnCount, width)] : [];
            shard.Gather(mine, all);
            return all;
        }
    }
}
