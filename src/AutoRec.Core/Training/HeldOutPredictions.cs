using AutoRec.FoldIn;

namespace AutoRec.Training;

/// <summary>A held-out rating with its prediction.</summary>
/// <param name="Item">The index of the item.</param>
/// <param name="UserRatings">The user's ratings that the prediction knew.</param>
/// <param name="Rating">The held-out rating.</param>
/// <param name="Score">The predicted rating.</param>
internal readonly record struct HeldOutPrediction(int Item, float[] UserRatings, float Rating, float Score);

/// <summary>
/// Predicts held-out ratings with a small stand-in for a network: the same options, but an eighth of the units and, with many ratings,
/// fewer epochs. The network itself cannot, because its weights know all ratings, and a second training of its size would take too
/// long.
/// </summary>
internal sealed class HeldOutPredictions(NetworkPlan plan, RatingMatrix items, RunContext context)
{
    private const double HeldOutFraction = 0.1;
    private const int LeastUnits = 16;
    private const int UnitsPart = 8;
    private const int ManyRatings = 50_000;
    private const int FewEpochs = 15;
    private const int LeastSteps = 150;
    private const double FastRateFactor = 2;
    private const int MostRatings = 6_000;
    private const int SampledUsers = 200;
    private const int MostRatingsOfUser = 4;

    private static readonly int[] Given = [0, 1, 3, 5, 10, 20];

    /// <summary>Trains, and predicts held-out ratings: a sample of all, and those of some users from only a few of their ratings.</summary>
    /// <returns>The predictions, and the ratings, items × users, that they knew.</returns>
    /// <exception cref="DivergedException">The stand-in's loss is not finite.</exception>
    public (List<HeldOutPrediction> Predictions, RatingMatrix Known) Predict()
    {
        var (known, heldOut) = RatingSplit.HoldOut(items, HeldOutFraction, context.Seed);
        var isItemBased = plan.Variant == AutoRecVariant.ItemBased;
        var run = new TrainingRun(StandIn(), plan.Variant, plan.Engine, context with { Log = _ => { } });
        var model = run.Train(isItemBased ? known : known.Transpose(), validation: null).Model;

        var users = known.Transpose();
        var all = RatingSplit.All(heldOut);
        int[] order = [.. Enumerable.Range(0, all.Count)];
        new RandomStream((ulong)(uint)context.Seed, RandomStream.Purpose.LevelSample).Shuffle(order);
        var predictions = new List<HeldOutPrediction>();
        foreach (var n in order.Take(MostRatings))
        {
            var (item, user, rating, _) = all[n];
            var score = FeatureScore.Of(model, item, user, known.RowFeatures?.Known(item), known.ColumnFeatures?.Known(user));
            predictions.Add(new(item, users.ValuesOf(user).ToArray(), rating, score));
        }

        foreach (var ofUser in order.Select(n => all[n]).GroupBy(one => one.Column).Take(SampledUsers))
            PredictFromFew(model, users, ofUser.Key, [.. ofUser.Take(MostRatingsOfUser)], predictions);
        predictions.RemoveAll(one => !float.IsFinite(one.Score));
        return (predictions, known);
    }

    private void PredictFromFew(
        AutoRecModelParameters model, RatingMatrix users, int user, HeldOutRating[] heldOut, List<HeldOutPrediction> predictions)
    {
        context.ThrowIfCanceled();
        var (rated, ratings) = (users.ColumnsOf(user).ToArray(), users.ValuesOf(user).ToArray());
        int[] order = [.. Enumerable.Range(0, rated.Length)];
        new RandomStream((ulong)(uint)context.Seed, RandomStream.Purpose.LevelSample, 1, user).Shuffle(order);
        foreach (var given in Given.Where(given => given < rated.Length))
        {
            var chosen = order.AsSpan(0, given).ToArray();
            Array.Sort(chosen);
            var (positions, values) = (new int[given], new float[given]);
            for (var n = 0; n < given; n++)
                (positions[n], values[n]) = (rated[chosen[n]], ratings[chosen[n]]);
            var newcomer = Newcomer.Create(model, isUser: true, KnownRatings.Of(positions, values).With(users.RowFeatures?.Known(user)));
            predictions.AddRange(heldOut.Select(one => new HeldOutPrediction(one.Row, values, one.Rating, newcomer.Score(one.Row))));
        }
    }

    private AutoRecOptions StandIn()
    {
        var options = Recipe.Narrowed(plan.Options, width => Math.Min(width, Math.Max(LeastUnits, width / UnitsPart)));
        (options.Progress, options.ValidationFraction, options.ColdStart) = (null, 0, ColdStart.Mean);
        options.KeepModelWhenCanceled = false;
        if (options.Optimizer.IsAdam() && items.Count > ManyRatings)
            Shorten(options);
        return options;
    }

    /// <summary>Fewer and longer steps: with many ratings, a rough network is enough.</summary>
    private void Shorten(AutoRecOptions options)
    {
        var rows = plan.Variant == AutoRecVariant.ItemBased ? items.RowCount : items.ColumnCount;
        var steps = options.BatchSize is { } size
            ? Math.Max(1, rows / size)
            : Math.Clamp(rows / Recipe.LeastRowsInStep, 1, Recipe.StepsInEpoch);
        var epochs = Math.Max(FewEpochs, LeastSteps / steps);
        if (options.Epochs <= epochs)
            return;
        options.Epochs = epochs;
        options.LearningRate ??= FastRateFactor * Recipe.LearningRate(options, (double)items.Count / steps);
    }
}
