using AutoRec.Interop;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace AutoRec.DataViews;

/// <summary>Finds and checks the columns of a component, in a schema or in the shape of one.</summary>
internal static class Columns
{
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, string role) =>
        schema[Find(MLNetBorder.ShapeOf(schema), name, role).Name];

    public static DataViewSchema.Column FindSingle(DataViewSchema schema, string name, string role) =>
        schema[CheckSingle(MLNetBorder.ShapeOf(schema), name, role).Name];

    public static (DataViewSchema.Column Column, int Length) FindVector(DataViewSchema schema, string name, string role)
    {
        var column = schema[FindVector(MLNetBorder.ShapeOf(schema), name, role).Name];
        return (column, ((VectorDataViewType)column.Type).Size);
    }

    public static DataViewSchema.Column FindScalar(DataViewSchema schema, string name, string role, DataViewType type) => schema[Check(
        MLNetBorder.ShapeOf(schema), name, role, c => c.Kind == VectorKind.Scalar && c.ItemType.Equals(type) && !c.IsKey,
        $"{type}. Convert it, for example with mlContext.Transforms.Conversion.ConvertType").Name];

    public static SchemaShape.Column CheckSingle(SchemaShape schema, string name, string role) => Check(
        schema, name, role, c => c.Kind == VectorKind.Scalar && c.ItemType == NumberDataViewType.Single && !c.IsKey,
        $"Single. Convert it, for example with mlContext.Transforms.Conversion.ConvertType(\"{name}\", outputKind: DataKind.Single)");

    public static SchemaShape.Column CheckTime(SchemaShape schema, string name, string role) => Check(
        schema, name, role, c => c.Kind == VectorKind.Scalar && IsTime(c.ItemType) && !c.IsKey,
        "Int32, Int64, Single, Double, DateTime or DateTimeOffset. Convert it, for example with "
        + "mlContext.Transforms.Conversion.ConvertType");

    public static SchemaShape.Column FindKey(SchemaShape schema, string name, string role) => Check(
        schema, name, role, c => c.Kind == VectorKind.Scalar && c.IsKey,
        $"a key. Map it, for example with mlContext.Transforms.Conversion.MapValueToKey(\"{name}\")");

    public static SchemaShape.Column FindVector(SchemaShape schema, string name, string role) => Check(
        schema, name, role, c => c.Kind == VectorKind.Vector && c.ItemType == NumberDataViewType.Single,
        "a vector of Single of known length, as PivotRatings makes it");

    public static SchemaShape.Column CheckFeatures(SchemaShape schema, string name, string role) => Check(
        schema, name, role, c => c.Kind == VectorKind.Vector && c.ItemType == NumberDataViewType.Single,
        column => "a vector of Single of known length. " + column switch
        {
            { Kind: VectorKind.VariableVector } =>
                "Give the vector a length, for example with the attribute [VectorType(20)] of the class that is loaded, or with an "
                + "explicit range in the text loader's column",
            { ItemType: NumberDataViewType, IsKey: false } when column.ItemType != NumberDataViewType.Single =>
                $"Convert it with mlContext.Transforms.Conversion.ConvertType(\"{name}\", outputKind: DataKind.Single)"
                + (column.Kind == VectorKind.Scalar ? $", and mlContext.Transforms.Concatenate(\"{name}\", …)" : ""),
            _ => "Make it, for example with mlContext.Transforms.Categorical.OneHotEncoding and "
                + $"mlContext.Transforms.Concatenate(\"{name}\", …)",
        });

    /// <summary>Finds a vector of any length, known or not.</summary>
    public static SchemaShape.Column FindAnyVector(SchemaShape schema, string name, string role, DataViewType itemType) => Check(
        schema, name, role, c => c.Kind != VectorKind.Scalar && c.ItemType.Equals(itemType) && !c.IsKey,
        $"a vector of {itemType}. Convert it, for example with mlContext.Transforms.Conversion.ConvertType, or collect the values of a row "
        + "with mlContext.Transforms.Concatenate");

    public static bool[] Active(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns) =>
        [.. schema.Select(column => columns.Any(active => active.Index == column.Index))];

    public static void CheckActive(bool[] active, DataViewSchema.Column column)
    {
        if (column.Index >= active.Length || !active[column.Index])
            throw new InvalidOperationException($"Column '{column.Name}' is not active; request it when you open the cursor.");
    }

    public static ValueGetter<TValue> Typed<TValue>(Delegate getter, DataViewSchema.Column column) => getter as ValueGetter<TValue>
        ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type}, not {typeof(TValue)}.");

    private static bool IsTime(DataViewType type) =>
        type is DateTimeDataViewType or DateTimeOffsetDataViewType
        || type == NumberDataViewType.Int32 || type == NumberDataViewType.Int64
        || type == NumberDataViewType.Single || type == NumberDataViewType.Double;

    private static SchemaShape.Column Find(SchemaShape schema, string name, string role)
    {
        var column = schema.FirstOrDefault(column => column.Name == name);
        return column.Name is not null ? column : throw new ArgumentOutOfRangeException(
            paramName: null,
            $"There is no {role} column '{name}'. The columns are {string.Join(", ", schema.Select(c => $"'{c.Name}'").Distinct())}.");
    }

    private static SchemaShape.Column Check(
        SchemaShape schema, string name, string role, Func<SchemaShape.Column, bool> fits, string expected) =>
        Check(schema, name, role, fits, _ => expected);

    private static SchemaShape.Column Check(
        SchemaShape schema, string name, string role, Func<SchemaShape.Column, bool> fits, Func<SchemaShape.Column, string> expected)
    {
        var column = Find(schema, name, role);
        var vector = column.Kind switch { VectorKind.Scalar => "", VectorKind.Vector => "vector of ", _ => "vector of unknown length of " };
        return fits(column) ? column : throw new ArgumentOutOfRangeException(
            paramName: null,
            $"The {role} column '{name}' is of type {vector}{(column.IsKey ? "key of " : "")}{column.ItemType}; expected "
            + $"{expected(column)}.");
    }
}
