using AutoRec.Interop;
using AutoRec.Recommending;

namespace AutoRec;

/// <summary>Appends recommended items to rows with ratings: the best items by a trained model, and their scores.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// | Column | Type | Description |
/// | -- | -- | -- |
/// | `itemsColumnName` | vector of the item ids' type | input: the items that the person rated |
/// | `ratingsColumnName` | vector of `Single` | input: the rating of each of these items |
/// | `outputItemsColumnName` | vector of the item ids' type | output: the recommended items, the best first |
/// | `outputScoresColumnName` | vector of `Single` | output: their scores, comparable within a row |
///
/// The item ids are `Text`, `Int32` or `Int64`. Rated items are not recommended. Ids that are not in the model do not count; a row without
/// other ratings gets the most rated items. `Fit` reads no rows.
/// ]]></format>
/// </remarks>
public sealed class RecommendItemsEstimator : IEstimator<RecommendItemsTransformer>
{
    private readonly ItemRecommendation _recommendation;
    private readonly RecommendItemsColumns _columns;

    internal RecommendItemsEstimator(ItemRecommendation recommendation, RecommendItemsColumns columns) =>
        (_recommendation, _columns) = (recommendation, columns);

    /// <summary>Checks the columns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public RecommendItemsTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _columns.Check(MLNetBorder.ShapeOf(input.Schema), _recommendation.ItemType);
        return new(_recommendation, _columns);
    }

    /// <summary>The shape of the rows with the two columns appended.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _columns.Append(inputSchema, _recommendation.ItemType);
    }
}
