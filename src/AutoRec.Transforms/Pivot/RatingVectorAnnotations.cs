using AutoRec.DataViews;
using AutoRec.Interop;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Pivot;

/// <summary>
/// What a column of rating vectors says of itself: the names of its slots, and of the columns that it was pivoted from, so that who
/// compares it with single ratings need not be told again.
/// </summary>
internal static class RatingVectorAnnotations
{
    public const string SlotNames = "SlotNames";

    /// <summary>The name of the key column that the vector's rows come from.</summary>
    public const string RowKey = "MatrixRowIndexColumnName";

    /// <summary>The name of the key column that its slots come from.</summary>
    public const string ColumnKey = "MatrixColumnIndexColumnName";

    /// <summary>The shape of those that a column has that is pivoted over <paramref name="columnKey"/>: no names where the keys have none.</summary>
    public static IEnumerable<SchemaShape.Column> ShapeOfPivot(SchemaShape.Column columnKey)
    {
        yield return MLNetBorder.ScalarColumn(RowKey, TextDataViewType.Instance);
        yield return MLNetBorder.ScalarColumn(ColumnKey, TextDataViewType.Instance);
        if (columnKey.Annotations.Any(annotation => annotation.Name == KeyNames.Annotation))
            yield return MLNetBorder.VectorColumn(SlotNames, TextDataViewType.Instance);
    }

    /// <summary>The shape of those that reconstructed ratings take over from <paramref name="column"/>.</summary>
    public static IEnumerable<SchemaShape.Column> ShapeOfCopy(SchemaShape.Column column) =>
        column.Annotations.Where(annotation => IsOfRatingVector(annotation.Name));

    public static void AddText(this DataViewSchema.Annotations.Builder annotations, string name, string text) =>
        annotations.AddPrimitiveValue(name, TextDataViewType.Instance, text.AsMemory());

    /// <summary>Copies those annotations that <paramref name="column"/> has.</summary>
    public static void AddRatingVector(this DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column column) =>
        annotations.Add(column.Annotations, IsOfRatingVector);

    /// <summary>A text annotation, or null where the column has none of that name.</summary>
    public static string? GetText(DataViewSchema.Column column, string name)
    {
        if (column.Annotations.Schema.GetColumnOrNull(name)?.Type is not TextDataViewType)
            return null;
        ReadOnlyMemory<char> text = default;
        column.Annotations.GetValue(name, ref text);
        return text.ToString();
    }

    private static bool IsOfRatingVector(string annotation) => annotation is SlotNames or RowKey or ColumnKey;
}
