namespace AutoRec.Examples.Serving.Learning;

/// <summary>The figures of a model on held-out ratings, predicted as the service does: by folding in the visitor's earlier ones.</summary>
/// <param name="Visitors">The figures of each visitor, in the order of the visitors.</param>
internal sealed record ModelMeasurement(IReadOnlyList<VisitorFigures> Visitors)
{
    private const int ListLength = 10;

    /// <summary>The root of the mean squared error over all measured ratings; null without one.</summary>
    public double? Rmse => Visitors.Sum(visitor => visitor.Ratings) is > 0 and var count
        ? Math.Sqrt(Visitors.Sum(visitor => visitor.SquaredError) / count)
        : null;

    /// <summary>The mean NDCG@10 over the visitors with a relevant item; null without one.</summary>
    public double? Ndcg => Visitors.Average(visitor => visitor.Ndcg);

    /// <param name="model">The model.</param>
    /// <param name="visitors">The visitors. Ratings of items that another model does not know must be left out before.</param>
    /// <param name="relevantFrom">The lowest stars of a relevant item.</param>
    /// <param name="cancellationToken">Cancels the measurement between two visitors.</param>
    public static ModelMeasurement Of(
        ServedModel model, IReadOnlyList<HeldOutVisitor> visitors, double relevantFrom, CancellationToken cancellationToken)
    {
        var figures = new List<VisitorFigures>();
        foreach (var visitor in visitors)
        {
            cancellationToken.ThrowIfCancellationRequested();
            figures.Add(Of(model, visitor, relevantFrom));
        }

        return new(figures);
    }

    private static VisitorFigures Of(ServedModel model, HeldOutVisitor visitor, double relevantFrom)
    {
        var person = model.Recommender.FoldIn(model.Foldable(visitor.History));
        var measured = visitor.Measured.ToDictionary(rating => rating.Item, rating => rating.Stars);

        var predicted = person.Recommend(Math.Max(1, measured.Count), candidates: measured.Keys);
        var squaredError = predicted.Sum(prediction => Math.Pow(prediction.Rating.Rating - measured[prediction.Item], 2));

        var relevant = measured.Where(rating => rating.Value >= relevantFrom).Select(rating => rating.Key).ToHashSet();
        if (relevant.Count == 0)
            return new(predicted.Count, squaredError, null);
        var gains = person.Recommend(ListLength)
            .Select((recommendation, rank) => relevant.Contains(recommendation.Item) ? Gain(rank) : 0).Sum();
        return new(predicted.Count, squaredError, gains / Enumerable.Range(0, Math.Min(ListLength, relevant.Count)).Sum(Gain));
    }

    private static double Gain(int rank) => 1 / Math.Log2(rank + 2);
}

/// <summary>The figures of a model for one visitor.</summary>
/// <param name="Ratings">The number of measured ratings.</param>
/// <param name="SquaredError">The sum of their squared errors.</param>
/// <param name="Ndcg">The NDCG@10 of the list; null if no measured item is relevant.</param>
internal sealed record VisitorFigures(int Ratings, double SquaredError, double? Ndcg);
