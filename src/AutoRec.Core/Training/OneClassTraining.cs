using System.Diagnostics;
using AutoRec.Choice;
using AutoRec.Recommending;

namespace AutoRec.Training;

/// <summary>Trains a one-class model: the factors of the items, and the code of each user given these factors.</summary>
internal static class OneClassTraining
{
    /// <param name="items">The choices, items × users; every label above 0.</param>
    /// <param name="keepRatings">Whether the model keeps the choices.</param>
    /// <param name="threads">The number of threads; null for one for each processor.</param>
    /// <param name="context">The seed, the log, and cancellation.</param>
    public static (OneClassModelParameters Model, RecommendationModel Recommendation) Train(
        RatingMatrix items, bool keepRatings, int? threads, RunContext context)
    {
        var clock = Stopwatch.StartNew();
        var users = items.Transpose();
        var choice = new ChoiceTraining(context.Seed, threads, context.ThrowIfCanceled).Train(users, items);
        var model = new OneClassModelParameters(choice, Encode(choice, users, new(threads, context.ThrowIfCanceled)));
        context.Log(FormattableString.Invariant($"One-class model: {choice.FactorCount} factors, {clock.Elapsed.TotalSeconds:F1} s."));
        return (model, new(model, keepRatings ? users : null));
    }

    /// <summary>Solves for each user exactly, as fold-in does, so a known user and the same choices given anew score the same.</summary>
    private static float[] Encode(ChoiceModel choice, RatingMatrix users, CancelableLoop loop)
    {
        var codes = new float[users.RowCount * choice.FactorCount];
        Array.Fill(codes, float.NaN);
        var rated = users.RatedRows();
        loop.For(rated.Length, n => choice.Encode(users.ColumnsOf(rated[n]), users.ValuesOf(rated[n]))
            .CopyTo(codes, rated[n] * choice.FactorCount));
        return codes;
    }
}
