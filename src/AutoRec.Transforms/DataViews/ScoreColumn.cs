using AutoRec.Interop;

namespace AutoRec.DataViews;

/// <summary>Score columns with the annotations that ML.NET's evaluators look for.</summary>
internal static class ScoreColumn
{
    public const string Name = "Score";

    private const string SetId = "ScoreColumnSetId";
    private const string Kind = "ScoreColumnKind";
    private const string ValueKind = "ScoreValueKind";

    /// <summary>The annotations of a score of the given kind, "Regression" or "MultiOutputRegression".</summary>
    public static DataViewSchema.Annotations.Builder Annotate(DataViewSchema input, string kind)
    {
        // As in ML.NET's scorers: one more than the highest number in the input.
        var set = NextSetId(input);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddPrimitiveValue(SetId, new KeyDataViewType(typeof(uint), int.MaxValue), set);
        annotations.AddPrimitiveValue(Kind, TextDataViewType.Instance, kind.AsMemory());
        annotations.AddPrimitiveValue(ValueKind, TextDataViewType.Instance, Name.AsMemory());
        return annotations;
    }

    public static SchemaShape.Column Scalar() =>
        MLNetBorder.ScalarColumn(Name, NumberDataViewType.Single, annotations: new SchemaShape(Shape()));

    public static SchemaShape.Column Vector(IEnumerable<SchemaShape.Column> furtherAnnotations) =>
        MLNetBorder.VectorColumn(Name, NumberDataViewType.Single, new SchemaShape(Shape().Concat(furtherAnnotations)));

    /// <summary>Appends a column, in place of one with the same name.</summary>
    public static SchemaShape Append(SchemaShape input, SchemaShape.Column column) =>
        new(input.Where(c => c.Name != column.Name).Append(column));

    private static IEnumerable<SchemaShape.Column> Shape() =>
    [
        MLNetBorder.ScalarColumn(SetId, NumberDataViewType.UInt32, isKey: true),
        MLNetBorder.ScalarColumn(Kind, TextDataViewType.Instance),
        MLNetBorder.ScalarColumn(ValueKind, TextDataViewType.Instance),
    ];

    private static uint NextSetId(DataViewSchema input)
    {
        uint highest = 0;
        foreach (var column in input)
        {
            if (column.Annotations.Schema.GetColumnOrNull(SetId)?.Type is not KeyDataViewType type || type.RawType != typeof(uint))
                continue;
            uint id = 0;
            column.Annotations.GetValue(SetId, ref id);
            highest = Math.Max(highest, id);
        }

        return highest + 1;
    }
}
