using System.Diagnostics;
using AutoRec.Recommending;

namespace AutoRec.Training;

/// <summary>
/// Adds to a trained rating model all that recommending needs: the choice model, the noise, the rating levels, and the users' ratings.
/// </summary>
/// <remarks>Weights count in the rating model only.</remarks>
internal static class RecommendationTraining
{
    /// <param name="model">The trained rating model.</param>
    /// <param name="network">The network, or a member of the blend, that tells how far predictions are from held-out ratings.</param>
    /// <param name="items">The training ratings, items × users.</param>
    /// <param name="keepRatings">Whether the model keeps the training ratings.</param>
    /// <param name="probabilitiesColumnName">The output column of the level probabilities; null for none.</param>
    /// <param name="threads">The number of threads; null for one for each processor.</param>
    /// <param name="context">The seed, the log, and cancellation.</param>
    /// <exception cref="InvalidOperationException">The ratings are no levels, but the column of their probabilities is set.</exception>
    public static RecommendationModel Train(
        IRatingModel model,
        NetworkPlan network,
        RatingMatrix items,
        bool keepRatings,
        string? probabilitiesColumnName,
        int? threads,
        RunContext context)
    {
        var clock = Stopwatch.StartNew();
        var users = items.Transpose();
        var choice = new ChoiceTraining(context.Seed, threads, context.ThrowIfCanceled).Train(users, items);
        var seconds = clock.Elapsed.TotalSeconds;
        var loop = new CancelableLoop(threads, context.ThrowIfCanceled);
        var noise = new NoiseFit(model, users, items, context.Seed, loop).Fit();
        var noiseSeconds = clock.Elapsed.TotalSeconds;
        var levels = FitLevels(model, network, users, items, loop, context);
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
        IRatingModel model, NetworkPlan network, RatingMatrix users, RatingMatrix items, CancelableLoop loop, RunContext context)
    {
        if (RatingLevels.Of(items) is not { } levels)
            return null;
        var regression = new LevelRegression(levels, model.LabelRange, model.GlobalMean);
        if (items.Count > 1)
        {
            var (predictions, known) = new HeldOutPredictions(network, items, context).Predict();
            regression = LevelFit.Fit(regression, predictions, levels.CountAll(known), loop);
        }

        return new(regression, levels.CountAll(users), levels.CountAll(items));
    }
}
