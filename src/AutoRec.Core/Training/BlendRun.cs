using AutoRec.Model;

namespace AutoRec.Training;

/// <summary>
/// Trains the members of a blend, one after the other: first on a part of the ratings, to weigh them by what they say of the others, then those
/// that have a weight on all.
/// </summary>
internal sealed class BlendRun(
    IReadOnlyList<BlendMember> members,
    double validationFraction,
    RunContext context,
    Action<BlendProgress>? progress)
{
    /// <param name="ratings">Items × users.</param>
    public AutoRecBlendModelParameters Train(RatingMatrix ratings)
    {
        var (train, heldOut) = RatingSplit.HoldOut(ratings, validationFraction, context.Seed);
        var weights = Weigh(train, heldOut);
        var kept = Enumerable.Range(0, members.Count).Where(m => weights[m] > 0).ToArray();
        context.Log($"Training again on all {ratings.Count} ratings: {kept.Length} of {members.Count} members have a weight.");
        AutoRecModelParameters[] models = [.. kept.Select((m, k) => TrainMember(m, ratings, training => progress?.Invoke(new(k + 1, kept.Length, IsRefit: true, training))))];
        return new AutoRecBlendModelParameters(models, Array.ConvertAll(kept, m => (float)weights[m]));
    }

    private double[] Weigh(RatingMatrix train, RatingMatrix heldOut)
    {
        var known = KnownPairs(train, heldOut);
        if (known.Count == 0)
            throw new InvalidOperationException($"None of the {heldOut.Count} held-out ratings is of an item and a user with other ratings, so there is nothing to weigh the members by. Use more ratings.");

        var mean = (float)RatingBaseline.Average(train.Values);
        double[] labels = [.. known.Select(pair => (double)pair.Rating - mean)];
        var scores = new List<double[]>();
        for (var m = 0; m < members.Count; m++)
        {
            var member = m + 1;
            var model = TrainMember(m, train, training => progress?.Invoke(new(member, members.Count, IsRefit: false, training)));
            double[] said = [.. known.Select(pair => (double)model.Score(pair.Row, pair.Column) - mean)];
            if (!Array.TrueForAll(said, double.IsFinite))
                throw new DivergedException($"Members[{m}]: its scores are no finite numbers. Lower its LearningRate, raise its Lambda, or leave it out.");
            scores.Add(said);
        }

        var weights = NonNegativeLeastSquares.Solve(scores, labels);
        if (weights.All(weight => weight == 0))
            weights[0] = 1; // none is better than the mean of all ratings: the first, which at least is near it
        for (var m = 0; m < members.Count; m++)
            context.Log(FormattableString.Invariant($"Members[{m}]: weight {weights[m]:F3}"));
        return weights;
    }

    private AutoRecModelParameters TrainMember(int m, RatingMatrix ratings, Action<TrainingProgress> report)
    {
        var (options, variant, engine) = (members[m].Options.Copy(), members[m].Variant, members[m].Engine);
        options.Progress = report;
        context.Log($"Members[{m}], {variant}:");
        var run = new TrainingRun(options, variant, engine, context with { Seed = unchecked(context.Seed + m) });
        try
        {
            return run.Train(variant == AutoRecVariant.ItemBased ? ratings : ratings.Transpose(), validation: null);
        }
        catch (DivergedException e)
        {
            throw new DivergedException($"Members[{m}]: {e.Message}");
        }
    }

    /// <summary>The held-out ratings of items and users that have others to train on.</summary>
    private static List<(int Row, int Column, float Rating)> KnownPairs(RatingMatrix train, RatingMatrix heldOut)
    {
        var columnCounts = train.CountByColumn();
        var known = new List<(int, int, float)>(heldOut.Count);
        foreach (var row in heldOut.RatedRows().Where(row => train.CountOf(row) > 0))
        {
            for (var i = heldOut.RowPointers[row]; i < heldOut.RowPointers[row + 1]; i++)
            {
                if (columnCounts[heldOut.ColumnIndices[i]] > 0)
                    known.Add((row, heldOut.ColumnIndices[i], heldOut.Values[i]));
            }
        }

        return known;
    }
}
