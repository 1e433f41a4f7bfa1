using System.ComponentModel.DataAnnotations;
using AutoRec.Examples.Serving.Learning;
using AutoRec.Examples.Serving.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AutoRec.Examples.Serving.Api;

/// <summary>The state of the current model, and the figures of the newest ones.</summary>
internal static class ModelEndpoints
{
    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/models").WithTags("Models");
        group.MapGet("", NewestAsync).WithSummary("The figures of the newest trainings, the oldest of them first")
            .ProducesValidationProblem();
        group.MapGet("/current", CurrentAsync).WithSummary("The model that answers now, and the training that runs");
    }

    private static async Task<Ok<IReadOnlyList<TrainingAnswer>>> NewestAsync(
        TrainingStore trainings, CancellationToken cancellationToken, [Range(1, 1000)] int count = 100) =>
        TypedResults.Ok<IReadOnlyList<TrainingAnswer>>(
            [.. (await trainings.NewestAsync(count, cancellationToken)).Select(TrainingAnswer.Of)]);

    private static async Task<Ok<ModelsAnswer>> CurrentAsync(
        CurrentModel current,
        ModelShelf shelf,
        Trainer trainer,
        TrainingStore trainings,
        RatingStore ratings,
        Catalogue catalogue,
        CancellationToken cancellationToken)
    {
        var model = current.Value;
        var own = model is null ? null : await trainings.FindAsync(model.Number, cancellationToken);
        var running = await trainings.RunningAsync(cancellationToken);
        return TypedResults.Ok(new ModelsAnswer(
            own is null ? null : TrainingAnswer.Of(own),
            model?.Loaded,
            shelf.Numbers,
            running is null ? null : TrainingAnswer.Of(running),
            trainer.Progress is { } progress ? (double)progress.Epoch / progress.Epochs : null,
            await ratings.CountAsync(cancellationToken),
            (await trainings.NewRatingsAsync(cancellationToken)).Ratings,
            catalogue.Count,
            catalogue.Stars));
    }
}

/// <param name="Model">The current model and its figures; null until the first one is trained.</param>
/// <param name="Loaded">The time from which it answers.</param>
/// <param name="Kept">The numbers of the models that can be made current.</param>
/// <param name="Training">The training that runs.</param>
/// <param name="Progress">The finished part of it, from 0 to 1.</param>
/// <param name="Ratings">The number of all ratings, a few seconds ago at most.</param>
/// <param name="NewRatings">The number of ratings since the last training began.</param>
/// <param name="Items">The number of all items.</param>
/// <param name="Stars">The scale of the stars.</param>
internal sealed record ModelsAnswer(
    TrainingAnswer? Model,
    DateTimeOffset? Loaded,
    IReadOnlyList<long> Kept,
    TrainingAnswer? Training,
    double? Progress,
    long Ratings,
    long NewRatings,
    int Items,
    StarScale Stars);

/// <param name="Continues">The number of the model that the training continued; null if it began from the start.</param>
/// <param name="Ratings">The number of ratings that it was trained on.</param>
/// <param name="Outcome">Running, Accepted, Rejected or GivenUp.</param>
/// <param name="Rmse">The error on the newest ratings, which no training has seen.</param>
/// <param name="Ndcg">The NDCG@10 of the lists on these ratings.</param>
internal sealed record TrainingAnswer(
    long Number,
    long? Continues,
    long Ratings,
    DateTimeOffset Started,
    DateTimeOffset? Ended,
    string Outcome,
    string? Reason,
    double? Rmse,
    double? Ndcg)
{
    public static TrainingAnswer Of(TrainingRecord training) => new(
        training.Number,
        training.Continues,
        training.Ratings,
        DateTimeOffset.FromUnixTimeMilliseconds(training.Started),
        training.Ended is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null,
        training.Outcome.ToString(),
        training.Reason,
        training.Rmse,
        training.Ndcg);
}
