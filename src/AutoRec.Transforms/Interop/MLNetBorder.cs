namespace AutoRec.Interop;

/// <summary>ML.NET's internals that components need.</summary>
internal static class MLNetBorder
{
    /// <summary>The environment of a catalog such as <c>mlContext.Data</c> or <c>mlContext.Transforms</c>.</summary>
    public static IHostEnvironment GetEnvironment(object catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ((IInternalCatalog)catalog).Environment;
    }

    public static SchemaShape ShapeOf(DataViewSchema schema) => SchemaShape.Create(schema);

    public static SchemaShape.Column ScalarColumn(
        string name, DataViewType itemType, bool isKey = false, SchemaShape? annotations = null) =>
        new(name, SchemaShape.Column.VectorKind.Scalar, itemType, isKey, annotations);

    public static SchemaShape.Column VectorColumn(string name, DataViewType itemType, SchemaShape? annotations = null) =>
        new(name, SchemaShape.Column.VectorKind.Vector, itemType, false, annotations);

    public static SchemaShape.Column VectorColumnOfAnyLength(string name, DataViewType itemType) =>
        new(name, SchemaShape.Column.VectorKind.VariableVector, itemType, false, null);

    /// <summary>A trainer that reads its data once and needs neither normalization nor caching.</summary>
    public static TrainerInfo ReadsItsDataOnce() => new(normalization: false, caching: false);

    /// <summary>The result of ML.NET's own splits.</summary>
    public static DataOperationsCatalog.TrainTestData TrainTest((IDataView TrainSet, IDataView TestSet) split) =>
        new(split.TrainSet, split.TestSet);

    /// <summary>Whether the <c>MLContext</c> was told to cancel.</summary>
    public static bool IsCanceled(IHostEnvironment environment) => environment is ICancelable { IsCanceled: true };
}
