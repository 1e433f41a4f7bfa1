using Microsoft.ML.Model.OnnxConverter;

namespace AutoRec.Interop;

/// <summary>
/// The output of a transformer, as <c>mlContext.Model.ConvertToOnnx</c> sees it. ML.NET walks from the last view of a pipeline to the first
/// along <see cref="IDataTransform.Source"/>, and lets each view add its columns to the graph. It leaves out a view that is no
/// <see cref="ITransformCanSaveOnnx"/> without an error.
/// </summary>
internal interface IOnnxView : ITransformCanSaveOnnx
{
    /// <summary>The input of the transformer.</summary>
    IDataView Input { get; }

    /// <summary>Adds the columns of the transformer to the graph.</summary>
    /// <exception cref="NotSupportedException">The transformer cannot be exported.</exception>
    void AddTo(OnnxGraph graph);

    IDataView IDataTransform.Source => Input;

    // Always true, because ML.NET answers a false with a graph that lacks the columns.
    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => true;

    void ISaveAsOnnx.SaveAsOnnx(OnnxContext ctx) => AddTo(new OnnxGraph(ctx));

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw new NotSupportedException(
        "A view of AutoRec cannot be saved; expected a transformer. Save the fitted pipeline with mlContext.Model.Save.");
}
