using AutoRec;
using AutoRec.DataViews;
using AutoRec.Recommending;
using AutoRec.Scoring;

namespace Microsoft.ML;

/// <summary>Makes the network of a fitted or a loaded pipeline score new rows.</summary>
public static class ReconstructionCatalog
{
    private const string Ratings = "Ratings";

    /// <summary>Creates a transformer that predicts all ratings of a row from its known ratings, without retraining.</summary>
    /// <remarks>
    /// <format type="text/markdown"><![CDATA[
    /// | Column | Type | Description |
    /// | -- | -- | -- |
    /// | `Ratings` | vector of `Single` of length C | input: the known ratings of one user (user-based model) or of one item (item-based) |
    /// | `Score` | vector of `Single` of length C | output: all ratings, in the units of the training ratings |
    ///
    /// C is the number of items (user-based) or users (item-based), in the order of their keys. NaN stands for no rating; so does 0, unless
    /// it lies in the range of the training ratings. The scores equal those of `FoldInUser` or `FoldInItem`.
    ///
    /// `mlContext.Model.ConvertToOnnx(transformer, emptyInput, stream)` exports encoder and decoder; it needs the package
    /// Microsoft.ML.OnnxConverter. The transformer is a part of the pipeline and cannot be saved itself.
    ///
    /// For a pipeline with `AutoRecMatrix`, it is the network of the pipeline without the pivot, with the name of its own column of
    /// ratings; 0 always stands for no rating.
    /// ]]></format>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="model">The pipeline, with one fitted <c>AutoRec</c>, <c>AutoRecBlend</c> or <c>AutoRecMatrix</c>.</param>
    /// <returns>The transformer, and a view without rows that has its input column.</returns>
    /// <exception cref="ArgumentException">The pipeline has no AutoRec, or several.</exception>
    /// <exception cref="NotSupportedException">
    /// The model is a one-class model, or a blend of item-based and user-based members.
    /// </exception>
    /// <example>
    /// <code>
    /// var (reconstruction, emptyInput) = mlContext.Model.CreateReconstruction(model);
    /// using (var file = File.Create("reconstruction.onnx"))
    ///     mlContext.Model.ConvertToOnnx(reconstruction, emptyInput, file);
    /// Console.WriteLine(new FileInfo("reconstruction.onnx").Length > 10_000);
    /// // Expected output:
    /// // True
    /// </code>
    /// </example>
    public static (ITransformer Transformer, IDataView EmptyInput) CreateReconstruction(
        this ModelOperationsCatalog catalog, ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        var found = FittedRecommendation.Flatten(model).OfType<IPredictionTransformer<IRatingModel>>().ToList();
        if (found.Count != 1)
        {
            throw new ArgumentException(
                $"The pipeline has {found.Count} transformers of AutoRec that score; expected one. Fit a pipeline with one AutoRec.",
                nameof(model));
        }

        if (found[0] is AutoRecReconstructionTransformer network)
            return (network, new EmptyVectorView(network.RatingsColumnName, network.Rows.ColumnCount));
        var rows = new NewRowModel(found[0].Model);
        return (new NewRowTransformer(rows, Ratings), new EmptyVectorView(Ratings, rows.ColumnCount));
    }
}
