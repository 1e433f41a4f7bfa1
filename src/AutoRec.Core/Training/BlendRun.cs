using AutoRec.Model;
using AutoRec.Saving;

namespace AutoRec.Training;

/// <summary>
/// Trains a blend. First all members, with half of their hidden units, learn from a part of the ratings, and their scores of the held-out
/// ratings move the weights away from equal ones. If there are fewer such ratings than members, all members with biases get the same
/// weight. Then the members with a weight are trained on all ratings.
/// </summary>
/// <remarks>
/// Half of the units take half of the time, and give nearly the same weights: a member's error changes little, and the blend's error is
/// flat around the best weights (docs/experiments.md).
/// </remarks>
internal sealed class BlendRun(
    IReadOnlyList<NetworkPlan> members,
    double validationFraction,
    RunContext context,
    Action<BlendProgress>? progress)
{
    private const long LargeTraining = 5_000_000; // Weights: 20 MB, and as much for each moment of Adam.

    // The deviation of a weight from the equal weights that is expected before the held-out ratings: chosen on hold-outs of small samples.
    private const double PriorDeviation = 0.1;

    /// <param name="ratings">Items × users.</param>
    /// <returns>The blend, its figures, and the member with the largest weight.</returns>
    public (AutoRecBlendModelParameters Model, TrainingFigures Figures, NetworkPlan Leader) Train(RatingMatrix ratings)
    {
        var (weights, validation) = Weigh(ratings);
        var kept = Enumerable.Range(0, members.Count).Where(m => weights[m] > 0).ToArray();
        context.Log($"{kept.Length} of {members.Count} members have a weight. Training them on all {ratings.Count} ratings.");
        var models = kept.Select((m, k) => TrainMember(m, members[m].Options, ratings, Report(k, kept.Length, isRefit: true))).ToArray();
        var rounded = models.Select((model, k) => Array.TrueForAll(model.Codes, float.IsFinite)
            ? AutoRecModelFormat.RoundToShort(model)
            : throw new DivergedException($"Members[{kept[k]}] has codes that are not finite. Lower its LearningRate, or remove it."));
        var leader = members[kept.MaxBy(m => weights[m])];
        return (new([.. rounded], Array.ConvertAll(kept, m => (float)weights[m])), new(null, validation), leader);
    }

    private (double[] Weights, (double Rmse, int Count)? Validation) Weigh(RatingMatrix ratings)
    {
        if (ratings.Count < 2)
        {
            context.Log("There is one rating, and none to hold out, so all members with biases get the same weight.");
            return (EqualWeights(), null);
        }

        var (train, heldOut) = RatingSplit.HoldOut(ratings, validationFraction, context.Seed);
        var known = RatingSplit.Known(train, heldOut);
        if (known.Count < members.Count)
        {
            context.Log($"Only {known.Count} held-out ratings have an item and a user with other ratings. They cannot weigh "
                + $"{members.Count} members, so all with biases get the same weight.");
            return (EqualWeights(), null);
        }

        if (known.Count < heldOut.Count)
        {
            context.Log($"{heldOut.Count - known.Count} of {heldOut.Count} held-out ratings do not count in the weights: their item or "
                + "user has no other rating.");
        }

        var mean = (float)RatingBaseline.Average(train.Values, train.Weights);

        // The squares of these differences are weighted like the loss.
        double[] labels = [.. known.Select(pair => pair.Factor * ((double)pair.Rating - mean))];
        var scores = new List<double[]>();
        for (var m = 0; m < members.Count; m++)
        {
            var narrow = Recipe.Narrowed(members[m].Options, width => (width + 1) / 2);
            var model = TrainMember(m, narrow, train, Report(m, members.Count, isRefit: false));
            double[] differences = [.. known.Select(pair => pair.Factor * ((double)model.Score(pair.Row, pair.Column) - mean))];
            if (!Array.TrueForAll(differences, double.IsFinite))
                throw new DivergedException($"Members[{m}] has scores that are not finite. Lower its LearningRate, or remove it.");
            scores.Add(differences);
        }

        // Few ratings cannot determine the weights: alone, they can leave one member with a weight of 4, or a bad one with all. So the
        // equal weights are the prior, and the variance of the errors by that of a weight is its strength.
        var (equal, total) = (EqualWeights(), known.Sum(pair => pair.Factor * pair.Factor));
        var deviation = Rmse(equal, scores, labels, total) / PriorDeviation;
        var weights = NonNegativeLeastSquares.Solve(scores, labels, deviation * deviation, equal);
        if (weights.All(weight => weight == 0))
            weights[0] = 1; // All members score the mean of all ratings; keep the first, because a blend needs one.
        for (var m = 0; m < members.Count; m++)
            context.Log(FormattableString.Invariant($"Members[{m}]: weight {weights[m]:F3}"));
        return (weights, (Rmse(weights, scores, labels, total), labels.Length));
    }

    /// <summary>The same weight for all members with biases, which are not worse than these on few ratings; otherwise for all.</summary>
    private double[] EqualWeights()
    {
        bool HasBiases(NetworkPlan member) => member.Options.Baseline == BaselineKind.Biases;
        var count = members.Any(HasBiases) ? members.Count(HasBiases) : members.Count;
        return [.. members.Select(member => count == members.Count || HasBiases(member) ? 1.0 / count : 0)];
    }

    /// <summary>The RMSE of the weighted scores.</summary>
    private static double Rmse(double[] weights, List<double[]> scores, double[] labels, double sumOfWeights)
    {
        var errors = Array.ConvertAll(labels, label => -label);
        foreach (var (weight, score) in weights.Zip(scores))
            TensorPrimitives.MultiplyAdd(score, weight, errors, errors);
        return Math.Sqrt(TensorPrimitives.SumOfSquares<double>(errors) / sumOfWeights);
    }

    private Action<TrainingProgress> Report(int member, int members, bool isRefit) =>
        training => progress?.Invoke(new(member + 1, members, isRefit, training));

    private AutoRecModelParameters TrainMember(
        int m, AutoRecOptions options, RatingMatrix ratings, Action<TrainingProgress> report)
    {
        var (variant, copy) = (members[m].Variant, options.Copy());
        (copy.Progress, copy.KeepModelWhenCanceled) = (report, false);
        context.Log($"Members[{m}], {variant}:");
        var run = new TrainingRun(copy, variant, members[m].Engine, context with { Seed = unchecked(context.Seed + m) });
        try
        {
            return run.Train(variant == AutoRecVariant.ItemBased ? ratings : ratings.Transpose(), validation: null).Model;
        }
        catch (DivergedException e)
        {
            throw new DivergedException($"Members[{m}]: {e.Message}");
        }
        finally
        {
            // The arrays of large members would pile up until the next full collection.
            if ((ratings.RowCount + (long)ratings.ColumnCount) * options.HiddenLayers[0] > LargeTraining)
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
