using AutoRec;
using AutoRec.Recommending;

namespace Microsoft.ML;

/// <summary>Adds recommended items to rows with ratings.</summary>
public static class RecommendItemsCatalog
{
    /// <summary>Appends the best items for the person whose ratings a row contains, and their scores.</summary>
    /// <remarks>
    /// <para>The model is saved with the transformer, without the training ratings. Ids that are not in the model do not count; a row
    /// without other ratings gets the most rated items. A list has fewer than <paramref name="count"/> items only if fewer are
    /// left.</para>
    /// <para>Reading a row fails if it has more items than ratings or fewer, an item twice, or a rating that is not finite or far outside
    /// the scale of training.</para>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="model">The pipeline, with one fitted <c>AutoRec</c>, <c>AutoRecBlend</c> or <c>AutoRecOneClass</c>.</param>
    /// <param name="inputSchema">The schema of that pipeline's input, as for <c>mlContext.Model.Save</c>.</param>
    /// <param name="outputItemsColumnName">The column of recommended items: a vector of the item ids' type, of variable length.</param>
    /// <param name="outputScoresColumnName">The column of their scores: a vector of Single, of variable length.</param>
    /// <param name="itemsColumnName">The column of rated items: a vector of the item ids' type (Text, Int32 or Int64).</param>
    /// <param name="ratingsColumnName">The column of their ratings: a vector of Single.</param>
    /// <param name="count">The number of items, at least 1.</param>
    /// <exception cref="ArgumentException">
    /// The pipeline has no AutoRec or several, its item keys have no values, a name is empty, or the output columns have the same name.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    /// <exception cref="InvalidOperationException">The model was saved by a version that only predicts ratings.</exception>
    /// <example>
    /// <code>
    /// var recommend = mlContext.Transforms.RecommendItems(model, train.Schema, count: 3);
    /// var rows = mlContext.Data.LoadFromEnumerable([new { Items = new[] { 1, 7, 12 }, Ratings = new[] { 5f, 2f, 4f } }]);
    /// var list = recommend.Fit(rows).Transform(rows).GetColumn&lt;int[]>("RecommendedItems").Single();
    /// Console.WriteLine(list.Length);
    /// // Expected output:
    /// // 3
    /// </code>
    /// </example>
    public static RecommendItemsEstimator RecommendItems(
        this TransformsCatalog catalog,
        ITransformer model,
        DataViewSchema inputSchema,
        string outputItemsColumnName = "RecommendedItems",
        string outputScoresColumnName = "RecommendedScores",
        string itemsColumnName = "Items",
        string ratingsColumnName = "Ratings",
        int count = 10)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        ArgumentException.ThrowIfNullOrEmpty(outputItemsColumnName);
        ArgumentException.ThrowIfNullOrEmpty(outputScoresColumnName);
        ArgumentException.ThrowIfNullOrEmpty(itemsColumnName);
        ArgumentException.ThrowIfNullOrEmpty(ratingsColumnName);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (outputItemsColumnName == outputScoresColumnName)
        {
            throw new ArgumentException(
                $"The items and the scores have the same output column '{outputItemsColumnName}'; expected different names.",
                nameof(outputScoresColumnName));
        }

        return new(
            ItemRecommendation.Of(FittedRecommendation.Find(model, model.GetOutputSchema(inputSchema))),
            new(outputItemsColumnName, outputScoresColumnName, itemsColumnName, ratingsColumnName, count));
    }
}
