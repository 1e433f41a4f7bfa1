using AutoRec.DataViews;
using AutoRec.Sharding;
using AutoRec.Training;

namespace AutoRec.Trainers;

/// <summary>Trains one network with other ranks: numbers the ratings alike, sends them to their shards, and trains these.</summary>
internal sealed class RankTraining(AutoRecTrainer.Options options, EngineFactory engine, RunContext context)
{
    private readonly RankGroup _ranks = options.RankGroup!;

    /// <param name="part">The ratings that this rank read, items × users.</param>
    /// <param name="readValidation">Reads the validation ratings of this rank, with the keys of training; null without validation.</param>
    /// <returns>The model and the ratings; null in all ranks but rank 0.</returns>
    public RankTrained? Train(IndexedRatings part, Func<IndexedRatings, RatingMatrix>? readValidation)
    {
        var items = RankRatings.UnionOf(_ranks, part.Rows, options.MatrixRowIndexColumnName);
        var users = RankRatings.UnionOf(_ranks, part.Columns, options.MatrixColumnIndexColumnName);
        if (options.KeepRatings)
            ChoiceTraining.CheckSize(items.IndexCount, users.IndexCount);
        var mine = Orient(Renumber(part, items, users));
        var validation = readValidation?.Invoke(new(mine, items, users));
        var ratings = RankRatings.Cut(_ranks, mine);
        var (shards, repeated) = ratings.Distribute(mine);
        var heldOut = validation is null ? null : ratings.Distribute(Orient(validation)).Shards;
        var count = _ranks.Share([shards.Sum(shard => shard.Count)]).Sum(of => (long)of[0]);
        if (count > int.MaxValue)
        {
            throw new InvalidOperationException(
                $"There are {count} ratings; at most {int.MaxValue} can be trained. Leave out old ratings.");
        }

        var all = _ranks.Share([repeated]).Sum(of => of[0]);
        if (_ranks.Rank == 0)
        {
            context.Log($"{_ranks.Count} ranks train {_ranks.NumberOfShards} shards: {count} ratings of {items.IndexCount} items by "
                + $"{users.IndexCount} users.");
            if (all > 0)
                context.Log($"Left out {all} ratings of pairs that another rank has too; that of the highest rank counts.");
        }

        // Many copies of the ratings were made on the way here, and the weights are not in the collector's memory: it does not see that
        // the process grows.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var run = new ShardedRun(_ranks, options, options.Variant, engine, context);
        var (model, figures) = run.Train(ratings, shards, heldOut);
        var collected = options.KeepRatings ? ratings.Collect(shards) : null;
        var (rowCounts, columnCounts) = ratings.CountAll(shards);
        if (model is null)
            return null;
        var (itemCounts, userCounts) = IsItemBased ? (rowCounts, columnCounts) : (columnCounts, rowCounts);
        return new(model, figures, new(items, users), collected is null ? null : Orient(collected), itemCounts, userCounts);
    }

    private bool IsItemBased => options.Variant == AutoRecVariant.ItemBased;

    private RatingMatrix Orient(RatingMatrix ratings) => IsItemBased ? ratings : ratings.Transpose();

    /// <summary>The same ratings with the indices that all ranks use.</summary>
    private static RatingMatrix Renumber(IndexedRatings part, KeyMap items, KeyMap users)
    {
        int[] rowOf = [.. part.Rows.Keys.Select(items.IndexOf)];
        int[] columnOf = [.. part.Columns.Keys.Select(users.IndexOf)];
        var rows = new int[part.Ratings.Count];
        for (var row = 0; row < part.Ratings.RowCount; row++)
            Array.Fill(rows, rowOf[row], part.Ratings.RowPointers[row], part.Ratings.CountOf(row));
        var columns = Array.ConvertAll(part.Ratings.ColumnIndices.ToArray(), column => columnOf[column]);
        return RatingMatrix.Create(items.IndexCount, users.IndexCount, rows, columns, part.Ratings.Values);
    }
}

/// <summary>The result of a training with ranks, in rank 0.</summary>
/// <param name="Model">The trained network.</param>
/// <param name="Figures">Its figures.</param>
/// <param name="Keys">The keys with ratings in any rank.</param>
/// <param name="Ratings">The ratings of all ranks, items × users; null unless the model keeps them.</param>
/// <param name="ItemCounts">The number of ratings of each item.</param>
/// <param name="UserCounts">The number of ratings of each user.</param>
internal sealed record RankTrained(
    AutoRecModelParameters Model, TrainingFigures Figures, MatrixKeys Keys, RatingMatrix? Ratings, int[] ItemCounts, int[] UserCounts);
