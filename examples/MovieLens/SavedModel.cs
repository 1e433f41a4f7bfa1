using System.Reflection;
using Microsoft.ML;

namespace AutoRec.Examples.MovieLens;

/// <summary>A model loaded from its file, without anything else from its training.</summary>
/// <param name="Context">The context that loaded it.</param>
/// <param name="Transformer">The whole pipeline: the key mapping and the scorer.</param>
/// <param name="InputSchema">The columns that the pipeline reads.</param>
/// <param name="Model">The model of the scorer: one AutoRec or a blend.</param>
/// <param name="UserColumn">The key column of the users.</param>
/// <param name="ItemColumn">The key column of the items.</param>
internal sealed record SavedModel(
    MLContext Context, ITransformer Transformer, DataViewSchema InputSchema, IRatingModel Model, string UserColumn, string ItemColumn)
{
    public static void Save(MLContext mlContext, ITransformer model, DataViewSchema schema, string path) =>
        AtomicFile.Write(path, temporary => mlContext.Model.Save(model, schema, temporary));

    /// <exception cref="UserErrorException">There is no such file, or it has another kind of model.</exception>
    public static SavedModel Load(string path)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"There is no model file '{path}'.");
        if (!IsZip(path))
            throw new UserErrorException($"'{path}' is no model file; expected one that mlContext.Model.Save wrote.");
        var mlContext = new MLContext();
        var (pipeline, schema) = Read(mlContext, path);
        return (pipeline is IEnumerable<ITransformer> chain ? chain.LastOrDefault() : pipeline) switch
        {
            AutoRecPredictionTransformer<AutoRecModelParameters> autoRec => Of(autoRec),
            AutoRecPredictionTransformer<AutoRecBlendModelParameters> blend => Of(blend),
            _ => throw new UserErrorException(
                $"'{path}' has an ML.NET model that does not end with AutoRec; expected a saved AutoRec or AutoRecBlend pipeline."),
        };

        SavedModel Of<TModel>(AutoRecPredictionTransformer<TModel> scorer)
            where TModel : class, IRatingModel =>
            new(mlContext, pipeline, schema, scorer.Model, scorer.MatrixColumnIndexColumnName, scorer.MatrixRowIndexColumnName);
    }

    /// <summary>Appends the score to rows of user and item ids.</summary>
    public IDataView Transform(IDataView ratings) => Transformer.Transform(ratings);

    private static bool IsZip(string path)
    {
        using var file = File.OpenRead(path);
        return file.ReadByte() == 'P' && file.ReadByte() == 'K';
    }

    private static (ITransformer Pipeline, DataViewSchema Schema) Read(MLContext mlContext, string path)
    {
        try
        {
            return (mlContext.Model.Load(path, out var schema), schema);
        }
        catch (Exception e) when (e is TargetInvocationException or InvalidOperationException or FormatException
            or InvalidDataException or IOException)
        {
            // ML.NET wraps the error of a component in errors about loading it.
            while (e is not InvalidDataException && e.InnerException is { } inner)
                e = inner;
            throw new UserErrorException($"Cannot load a model from '{path}': {e.Message}");
        }
    }
}
