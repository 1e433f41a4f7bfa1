using AutoRec.DataViews;
using AutoRec.Interop;

namespace AutoRec.Pivot;

/// <summary>
/// The annotations of a column of rating vectors: its slot names, and the names of the key columns that were pivoted. The evaluation of a
/// reconstruction reads the latter.
/// </summary>
internal static class RatingVectorAnnotations
{
    /// <summary>The key column of the rows.</summary>
    public const string RowKey = "MatrixRowIndexColumnName";

    /// <summary>The key column of the slots.</summary>
    public const string ColumnKey = "MatrixColumnIndexColumnName";

    /// <summary>The shape of the annotations of a pivoted column.</summary>
    public static IEnumerable<SchemaShape.Column> ShapeOfPivot(SchemaShape.Column columnKey)
    {
        yield return MLNetBorder.ScalarColumn(RowKey, TextDataViewType.Instance);
        yield return MLNetBorder.ScalarColumn(ColumnKey, TextDataViewType.Instance);
        if (columnKey.Annotations.Any(annotation => annotation.Name == KeyNames.Annotation))
            yield return MLNetBorder.VectorColumn(KeyNames.SlotAnnotation, TextDataViewType.Instance);
    }

    /// <summary>The shape of the annotations that reconstructed ratings copy.</summary>
    public static IEnumerable<SchemaShape.Column> ShapeOfCopy(SchemaShape.Column column) =>
        column.Annotations.Where(annotation => IsOfRatingVector(annotation.Name));

    public static void AddText(this DataViewSchema.Annotations.Builder annotations, string name, string text) =>
        annotations.AddPrimitiveValue(name, TextDataViewType.Instance, text.AsMemory());

    /// <summary>Copies the annotations of a column of rating vectors.</summary>
    public static void AddRatingVector(this DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column column) =>
        annotations.Add(column.Annotations, IsOfRatingVector);

    /// <summary>A text annotation; null if the column has none of this name.</summary>
    public static string? GetText(DataViewSchema.Column column, string name)
    {
        if (column.Annotations.Schema.GetColumnOrNull(name)?.Type is not TextDataViewType)
            return null;
        ReadOnlyMemory<char> text = default;
        column.Annotations.GetValue(name, ref text);
        return text.ToString();
    }

    private static bool IsOfRatingVector(string annotation) => annotation is KeyNames.SlotAnnotation or RowKey or ColumnKey;
}
