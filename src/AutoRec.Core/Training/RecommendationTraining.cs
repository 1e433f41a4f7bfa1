using System.Diagnostics;
using AutoRec.Recommending;

namespace AutoRec.Training;

/// <summary>
/// Adds to a trained rating model all that recommending needs: the choice model, the noise, the rating levels, and the users' ratings.
/// </summary>
/// <remarks>Weights count in the rating model only.</remarks>
internal static class RecommendationTraining
{
    private const float LeastDeviation = 0.5f; // In stars.

    /// <param name="model">The trained rating model.</param>
    /// <param name="network">
    /// The trained network, or the one of the blend with the largest weight: its stand-in predicts held-out ratings.
    /// </param>
    /// <param name="items">The training ratings, items × users.</param>
    /// <param name="keepRatings">Whether the model keeps the training ratings.</param>
    /// <param name="probabilitiesColumnName">The output column of the level probabilities, for levels only; null for none.</param>
    /// <param name="threads">The number of threads; null for one for each processor.</param>
    /// <param name="context">The seed, the log, and cancellation.</param>
    /// <param name="earlier">A model to continue from: only what the new ratings can change is trained. Null to train all.</param>
    public static RecommendationModel Train(
        IRatingModel model,
        NetworkPlan network,
        RatingMatrix items,
        bool keepRatings,
        string? probabilitiesColumnName,
        int? threads,
        RunContext context,
        EarlierModel? earlier = null)
    {
        var clock = Stopwatch.StartNew();
        var users = items.Transpose();
        var sweeps = earlier is null ? ChoiceTraining.DefaultSweeps : ChoiceTraining.ContinuedSweeps;
        var choice = new ChoiceTraining(context.Seed, threads, context.ThrowIfCanceled, sweeps).Train(users, items, earlier);
        var seconds = clock.Elapsed.TotalSeconds;
        var loop = new CancelableLoop(threads, context.ThrowIfCanceled);
        var kept = earlier?.HasScaleOf(items) == true ? earlier.Recommendation : null;
        var noise = kept?.Noise ?? new NoiseFit(model, users, items, context.Seed, loop).Fit();
        var noiseSeconds = clock.Elapsed.TotalSeconds;
        var levels = FitLevels(model, network, noise, kept?.Levels, users, items, loop, context);
        context.Log(FormattableString.Invariant(
            $"Choice model: {choice.FactorCount} factors, {seconds:F1} s. Intervals: {noiseSeconds - seconds:F1} s. ")
            + (levels is null
                ? $"There are more than {RatingLevels.Most} distinct ratings, so probabilities are those of a normal distribution."
                : FormattableString.Invariant(
                    $"Probabilities of {levels.Levels.Count} rating levels: {clock.Elapsed.TotalSeconds - noiseSeconds:F1} s.")));
        var named = levels is null ? null : levels with { ColumnName = probabilitiesColumnName };
        return new(model, choice, noise, named, keepRatings ? users.WithoutWeights() : null);
    }

    private static LevelModel? FitLevels(
        IRatingModel model,
        NetworkPlan network,
        RatingNoise noise,
        LevelModel? earlier,
        RatingMatrix users,
        RatingMatrix items,
        CancelableLoop loop,
        RunContext context)
    {
        if (RatingLevels.Of(items) is not { } levels)
            return null;
        var deviation = Math.Max(
            noise.Deviation(0, items.Count / users.RatedRows().Length, items.Count / items.RatedRows().Length),
            LeastDeviation * model.LabelRange.Unit);
        var regression = LevelRegression.Unfitted(levels, model.LabelRange, model.GlobalMean, deviation);
        if (earlier is not null && levels.Values.AsSpan().SequenceEqual(earlier.Levels.Values))
        {
            (levels, regression) = (earlier.Levels, earlier.Regression);
        }
        else if (levels.Count > 1)
        {
            try
            {
                context.Log("Training a small network without a tenth of the ratings, to learn the probabilities of the rating levels.");
                var (predictions, known) = new HeldOutPredictions(network, items, context).Predict();
                regression = LevelFit.Fit(regression, predictions, levels.CountAll(known), loop);
            }
            catch (DivergedException e)
            {
                context.Log($"This small network diverged, so these probabilities follow from the intervals alone. {e.Message}");
            }
        }

        // A model of a part of the ratings scores as if it had never seen the others.
        var seen = items.RatedRows().All(model.HasItem) ? users : users.Where(n => model.HasItem(users.ColumnIndices[n]));
        return new(regression, levels.CountAll(seen), levels.CountAll(seen.Transpose()));
    }
}
