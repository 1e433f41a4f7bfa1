using AutoRec.Examples.Serving.Store;

namespace AutoRec.Examples.Serving.Learning;

/// <summary>Measures a new model beside the current one, and makes it current if it is not worse.</summary>
internal sealed class ModelTrial(TrainingStore trainings, ModelShelf shelf, CurrentModel current, Catalogue catalogue)
{
    /// <returns>The training with its outcome and figures.</returns>
    /// <exception cref="OperationCanceledException">It was canceled, or the training was given up meanwhile.</exception>
    public async Task<TrainingRecord> RunAsync(TrainingRecord training, CancellationToken cancellationToken)
    {
        var candidate = await LongWork.RunAsync(() => shelf.Load(training.Number));
        current.TryReplace(candidate, expected: null); // Nobody should wait for the figures of the first model.

        var ratings = await LongWork.RunAsync(() => trainings.RatingsOfRatersSinceAsync(training.HeldOutFrom, cancellationToken));
        var visitors = HeldOutVisitor.Of(ratings, training.HeldOutFrom);
        ServedModel before;
        TrainingRecord ended;
        do
        {
            before = current.Value!;
            var isStale = (await trainings.StaleAsync([before.Number], cancellationToken)).Count > 0;
            ended = await LongWork.RunAsync(() => Measure(training, before, isStale, candidate, visitors, cancellationToken));
        }
        while (current.Value != before); // An administrator went back meanwhile, so the new model competes with another one.

        if (!await trainings.EndAsync(ended, cancellationToken))
            throw new OperationCanceledException(cancellationToken);
        if (ended.Outcome == TrainingOutcome.Rejected)
            current.DeleteOthers([training.Number]);
        else if (before.Number != candidate.Number)
            current.TryReplace(candidate, expected: before);
        return ended;
    }

    private TrainingRecord Measure(
        TrainingRecord training,
        ServedModel before,
        bool isStale,
        ServedModel candidate,
        IReadOnlyList<HeldOutVisitor> visitors,
        CancellationToken cancellationToken)
    {
        var measured = visitors.Select(visitor => visitor with
        {
            Measured =
            [
                .. visitor.Measured.Where(rating =>
                    before.Recommender.HasItem(rating.Item) && candidate.Recommender.HasItem(rating.Item)),
            ],
        }).ToList();
        var relevantFrom = catalogue.Stars.Maximum * 0.8; // 4 of 5.
        var figures = ModelMeasurement.Of(candidate, measured, relevantFrom, cancellationToken);
        var reason = before.Number == candidate.Number
            ? null
            : ModelComparison.ReasonAgainst(ModelMeasurement.Of(before, measured, relevantFrom, cancellationToken), figures, isStale);
        return training with
        {
            Outcome = reason is null ? TrainingOutcome.Accepted : TrainingOutcome.Rejected,
            Reason = reason,
            Rmse = figures.Rmse,
            Ndcg = figures.Ndcg,
        };
    }
}
