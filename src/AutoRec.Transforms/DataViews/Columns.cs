using AutoRec.Interop;

namespace AutoRec.DataViews;

/// <summary>Finds and checks the columns of a component, in a schema or in the shape of one.</summary>
internal static class Columns
{
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, string role)
    {
        Find(MLNetBorder.ShapeOf(schema), name, role);
        return schema[name];
    }

    public static DataViewSchema.Column FindSingle(DataViewSchema schema, string name, string role)
    {
        CheckSingle(MLNetBorder.ShapeOf(schema), name, role);
        return schema[name];
    }
    public static (DataViewSchema.Column Column, int Length) FindVector(DataViewSchema schema, string name, string role)
    {
        FindVector(MLNetBorder.ShapeOf(schema), name, role);
        var column = schema[name];
        return (column, ((VectorDataViewType)column.Type).Size);
    }
    public static SchemaShape.Column Find(SchemaShape schema, string name, string role)
    {
        var at = schema.ToList().FindIndex(c => c.Name == name);
        return at >= 0 ? schema[at] : throw new ArgumentOutOfRangeException(
            paramName: null,
            $"There is no {role} column '{name}'. The columns are {string.Join(", ", schema.Select(c => $"'{c.Name}'").Distinct())}.");
    }
    public static void CheckSingle(SchemaShape schema, string name, string role)
    {
        var column = Find(schema, name, role);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType != NumberDataViewType.Single || column.IsKey)
        {
            var convert = $"mlContext.Transforms.Conversion.ConvertType(\"{name}\", outputKind: DataKind.Single)";
            throw Wrong(column, role, $"Single. Convert it, for example with {convert}");
        }
    }
    public static SchemaShape.Column FindKey(SchemaShape schema, string name, string role)
    {
        var column = Find(schema, name, role);
        return column.Kind == SchemaShape.Column.VectorKind.Scalar && column.IsKey
            ? column
            : throw Wrong(column, role, $"a key. Map it, for example with mlContext.Transforms.Conversion.MapValueToKey(\"{name}\")");
    }

    public static SchemaShape.Column FindVector(SchemaShape schema, string name, string role)
    {
        var column = Find(schema, name, role);
        return column.Kind == SchemaShape.Column.VectorKind.Vector && column.ItemType == NumberDataViewType.Single
            ? column
            : throw Wrong(column, role, "a vector of Single of known length, as PivotRatings makes it");
    }
    public static bool[] Active(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns) =>
        [.. schema.Select(column => columns.Any(active => active.Index == column.Index))];

    public static void CheckActive(bool[] active, DataViewSchema.Column column)
    {
        if (column.Index >= active.Length || !active[column.Index])
            throw new InvalidOperationException($"Column '{column.Name}' is not active; request it when you open the cursor.");
    }
    public static ValueGetter<TValue> Typed<TValue>(Delegate getter, DataViewSchema.Column column) => getter as ValueGetter<TValue>
        ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type}, not {typeof(TValue)}.");

    private static ArgumentOutOfRangeException Wrong(SchemaShape.Column column, string role, string expected)
    {
        var kind = column.Kind switch
        {
            SchemaShape.Column.VectorKind.Scalar => "",
            SchemaShape.Column.VectorKind.Vector => "vector of ",
            _ => "vector of unknown length of ",
        };
        return new(
            paramName: null,
            $"The {role} column '{column.Name}' is of type {kind}{(column.IsKey ? "key of " : "")}{column.ItemType}; expected {expected}.");
    }
}
