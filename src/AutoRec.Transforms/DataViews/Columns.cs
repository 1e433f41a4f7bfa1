using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.DataViews;

/// <summary>Finds the columns that a component was told to use, with errors that say what is there instead.</summary>
internal static class Columns
{
    /// <exception cref="ArgumentOutOfRangeException">There is no such column.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, string role) =>
        schema.GetColumnOrNull(name) ?? throw Missing(name, role, schema.Select(c => c.Name));

    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it is not a Single.</exception>
    public static DataViewSchema.Column FindSingle(DataViewSchema schema, string name, string role)
    {
        var column = Find(schema, name, role);
        return column.Type == NumberDataViewType.Single
            ? column
            : throw NotASingle(name, role, column.Type);
    }

    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it is not a vector of Single of known length.</exception>
    public static (DataViewSchema.Column Column, int Length) FindVector(DataViewSchema schema, string name, string role)
    {
        var column = Find(schema, name, role);
        return column.Type is VectorDataViewType { Size: > 0 } vector && vector.ItemType == NumberDataViewType.Single
            ? (column, vector.Size)
            : throw NotAVector(name, role, column.Type);
    }

    // The same for the shape of a schema, which an estimator chain checks before there is any data.

    public static SchemaShape.Column Find(SchemaShape schema, string name, string role)
    {
        var at = schema.ToList().FindIndex(c => c.Name == name);
        return at >= 0 ? schema[at] : throw Missing(name, role, schema.Select(c => c.Name));
    }

    public static void CheckSingle(SchemaShape schema, string name, string role)
    {
        var column = Find(schema, name, role);
        if (column.Kind != SchemaShape.Column.VectorKind.Scalar || column.ItemType != NumberDataViewType.Single || column.IsKey)
            throw NotASingle(name, role, Describe(column));
    }

    public static SchemaShape.Column FindKey(SchemaShape schema, string name, string role)
    {
        var column = Find(schema, name, role);
        return column.Kind == SchemaShape.Column.VectorKind.Scalar && column.IsKey
            ? column
            : throw NotAKey(name, role, Describe(column));
    }

    public static SchemaShape.Column FindVector(SchemaShape schema, string name, string role)
    {
        var column = Find(schema, name, role);
        return column.Kind == SchemaShape.Column.VectorKind.Vector && column.ItemType == NumberDataViewType.Single
            ? column
            : throw NotAVector(name, role, Describe(column));
    }

    public static ArgumentOutOfRangeException NotAKey(string name, string role, object found) => new(
        paramName: null,
        $"The {role} column '{name}' is of type {found}; expected a key. Map it first, for example with mlContext.Transforms.Conversion.MapValueToKey(\"{name}\").");

    private static string Describe(SchemaShape.Column column) =>
        (column.Kind == SchemaShape.Column.VectorKind.Scalar ? "" : "vector of ") + (column.IsKey ? "key of " : "") + column.ItemType;

    private static ArgumentOutOfRangeException Missing(string name, string role, IEnumerable<string> present) => new(
        paramName: null,
        $"There is no {role} column '{name}'. The columns are {string.Join(", ", present.Distinct().Select(c => $"'{c}'"))}.");

    private static ArgumentOutOfRangeException NotASingle(string name, string role, object found) => new(
        paramName: null,
        $"The {role} column '{name}' is of type {found}; expected Single. Convert it, for example with mlContext.Transforms.Conversion.ConvertType(\"{name}\", outputKind: DataKind.Single).");

    private static ArgumentOutOfRangeException NotAVector(string name, string role, object found) => new(
        paramName: null,
        $"The {role} column '{name}' is of type {found}; expected a vector of Single of known length, as PivotRatings makes it.");
}
