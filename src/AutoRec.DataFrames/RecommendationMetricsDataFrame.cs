namespace AutoRec.DataFrames;

public static partial class AutoRecDataFrames
{
    private const string MostRatedRow = "most rated";

    private static readonly (string Name, Func<RecommendationMetrics, int> Value)[] Counts =
    [
        (nameof(RecommendationMetrics.At), metrics => metrics.At),
        (nameof(RecommendationMetrics.Users), metrics => metrics.Users),
        (nameof(RecommendationMetrics.UsersWithoutRelevantItems), metrics => metrics.UsersWithoutRelevantItems),
    ];

    private static readonly (string Name, Func<RecommendationMetrics, double> Value)[] Figures =
    [
        (nameof(RecommendationMetrics.Precision), metrics => metrics.Precision),
        (nameof(RecommendationMetrics.Recall), metrics => metrics.Recall),
        (nameof(RecommendationMetrics.NormalizedDiscountedCumulativeGain), metrics => metrics.NormalizedDiscountedCumulativeGain),
        (nameof(RecommendationMetrics.MeanAveragePrecision), metrics => metrics.MeanAveragePrecision),
        (nameof(RecommendationMetrics.MeanReciprocalRank), metrics => metrics.MeanReciprocalRank),
        (nameof(RecommendationMetrics.HitRate), metrics => metrics.HitRate),
        (nameof(RecommendationMetrics.CatalogCoverage), metrics => metrics.CatalogCoverage),
        (nameof(RecommendationMetrics.Novelty), metrics => metrics.Novelty),
    ];

    /// <summary>
    /// Converts the metrics of a recommender to two rows, "recommender" and "most rated". The columns have the names of the properties.
    /// </summary>
    /// <returns>The column <c>Model</c> and the metrics; a single row "most rated" for the metrics of the most rated items.</returns>
    /// <example>
    /// <code>
    /// var frame = mlContext.Ranking.EvaluateRecommendations(model, test).ToDataFrame();
    /// Console.WriteLine(string.Join(", ", frame["Model"].Cast&lt;string>()));
    /// // Expected output:
    /// // recommender, most rated
    /// </code>
    /// </example>
    public static DataFrame ToDataFrame(this RecommendationMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return new[] { (metrics.MostRated is null ? MostRatedRow : "recommender", metrics) }.ToDataFrame();
    }

    /// <summary>Converts the metrics of several recommenders, with one row for each, and one for the most rated items.</summary>
    /// <returns>
    /// The column <c>Model</c> and the metrics. The last row is "most rated". If the models were measured differently, so that their
    /// figures of the most rated items differ, there is a row "most rated (model)" for each model instead.
    /// </returns>
    /// <example>
    /// <code>
    /// var metrics = mlContext.Ranking.EvaluateRecommendations(model, test);
    /// var frame = new[] { ("first", metrics), ("second", metrics) }.ToDataFrame();
    /// Console.WriteLine(string.Join(", ", frame["Model"].Cast&lt;string>()));
    /// // Expected output:
    /// // first, second, most rated
    /// </code>
    /// </example>
    public static DataFrame ToDataFrame(this IEnumerable<(string Model, RecommendationMetrics Metrics)> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        var rows = models.ToList();
        var mostRated = rows.FindAll(row => row.Metrics.MostRated is not null)
            .ConvertAll(row => (row.Model, Metrics: row.Metrics.MostRated!));
        rows.AddRange(mostRated.TrueForAll(row => HaveSameValues(row.Metrics, mostRated[0].Metrics))
            ? mostRated.Take(1).Select(row => (MostRatedRow, row.Metrics))
            : mostRated.Select(row => ($"{MostRatedRow} ({row.Model})", row.Metrics)));

        return new DataFrame(
        [
            new StringDataFrameColumn("Model", rows.Select(row => row.Model)),
            .. Counts.Select(count => new Int32DataFrameColumn(count.Name, rows.Select(row => count.Value(row.Metrics)))),
            .. Figures.Select(figure => new DoubleDataFrameColumn(figure.Name, rows.Select(row => figure.Value(row.Metrics)))),
        ]);
    }

    private static bool HaveSameValues(RecommendationMetrics x, RecommendationMetrics y) =>
        Array.TrueForAll(Counts, count => count.Value(x) == count.Value(y))
        && Array.TrueForAll(Figures, figure => figure.Value(x).Equals(figure.Value(y))); // Equals: NaN is NaN.
}
