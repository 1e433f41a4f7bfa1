using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace AutoRec.Interop;

/// <summary>What an ML.NET component needs and ML.NET keeps to itself, behind names that the rest of the code can use.</summary>
internal static class MLNetBorder
{
    /// <summary>The environment that a catalog (<c>mlContext.Data</c>, <c>mlContext.Transforms</c>, …) creates its components in.</summary>
    public static IHostEnvironment GetEnvironment(object catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ((IInternalCatalog)catalog).Environment;
    }

    public static SchemaShape.Column ScalarColumn(string name, DataViewType itemType, bool isKey = false, SchemaShape? annotations = null) =>
        new(name, SchemaShape.Column.VectorKind.Scalar, itemType, isKey, annotations);

    public static SchemaShape.Column VectorColumn(string name, DataViewType itemType, SchemaShape? annotations = null) =>
        new(name, SchemaShape.Column.VectorKind.Vector, itemType, false, annotations);

    /// <summary>A trainer that reads its data once: neither normalized nor cached input helps it.</summary>
    public static TrainerInfo ReadsItsDataOnce() => new(normalization: false, caching: false);

    /// <summary>Whether the <c>MLContext</c> was told to cancel what it runs.</summary>
    public static bool IsCanceled(IHostEnvironment environment) => environment is ICancelable { IsCanceled: true };
}
