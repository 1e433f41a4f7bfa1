using System.Diagnostics;
using AutoRec.Recommending;

namespace AutoRec.Training;

/// <summary>Adds to a trained rating model all that recommending needs: the choice model, the noise, and the users' ratings.</summary>
/// <remarks>Weights count in the rating model only.</remarks>
internal static class RecommendationTraining
{
    /// <param name="model">The trained rating model.</param>
    /// <param name="items">The training ratings, items × users.</param>
    /// <param name="keepRatings">Whether the model keeps the training ratings.</param>
    /// <param name="threads">The number of threads; null for one for each processor.</param>
    /// <param name="context">The seed, the log, and cancellation.</param>
    public static RecommendationModel Train(IRatingModel model, RatingMatrix items, bool keepRatings, int? threads, RunContext context)
    {
        var clock = Stopwatch.StartNew();
        var users = items.Transpose();
        var choice = new ChoiceTraining(context.Seed, threads, context.ThrowIfCanceled).Train(users, items);
        var seconds = clock.Elapsed.TotalSeconds;
        var noise = new NoiseFit(model, users, items, context.Seed, new(threads, context.ThrowIfCanceled)).Fit();
        context.Log(FormattableString.Invariant(
            $"Choice model: {choice.FactorCount} factors, {seconds:F1} s. Intervals: {clock.Elapsed.TotalSeconds - seconds:F1} s."));
        return new(model, choice, noise, keepRatings ? users.WithoutWeights() : null);
    }
}
