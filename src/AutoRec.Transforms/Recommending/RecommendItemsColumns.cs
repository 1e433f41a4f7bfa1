using AutoRec.DataViews;
using AutoRec.Interop;

namespace AutoRec.Recommending;

/// <summary>The names of the columns that <see cref="RecommendItemsTransformer"/> reads and writes, and the length of its lists.</summary>
internal sealed record RecommendItemsColumns(string OutputItems, string OutputScores, string Items, string Ratings, int Count)
{
    /// <summary>Checks the input columns and appends the output columns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape Append(SchemaShape input, PrimitiveDataViewType itemType)
    {
        Check(input, itemType);
        return new(input.Where(column => column.Name != OutputItems && column.Name != OutputScores)
            .Append(MLNetBorder.VectorColumnOfAnyLength(OutputItems, itemType))
            .Append(MLNetBorder.VectorColumnOfAnyLength(OutputScores, NumberDataViewType.Single)));
    }

    public void Check(SchemaShape input, PrimitiveDataViewType itemType)
    {
        DataViews.Columns.FindAnyVector(input, Items, "items", itemType);
        DataViews.Columns.FindAnyVector(input, Ratings, "ratings", NumberDataViewType.Single);
    }
}
