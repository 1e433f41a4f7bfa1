using System.Reflection;
using Microsoft.ML;

namespace AutoRec.Examples.MovieLens;

/// <summary>A model as another application has it: loaded from its file, by an <see cref="MLContext"/> that knows nothing of its training.</summary>
/// <param name="Context">The context it was loaded with.</param>
/// <param name="Transformer">All of it: the maps from ids to keys, and AutoRec.</param>
/// <param name="AutoRec">The part that scores.</param>
internal sealed record SavedModel(MLContext Context, ITransformer Transformer, AutoRecPredictionTransformer<AutoRecModelParameters> AutoRec)
{
    public static void Save(MLContext mlContext, ITransformer model, DataViewSchema schema, string path) =>
        AtomicFile.Write(path, temporary => mlContext.Model.Save(model, schema, temporary));

    /// <exception cref="UserErrorException">The file is not there, or holds another kind of model.</exception>
    public static SavedModel Load(string path)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"There is no model file '{path}'.");
        var mlContext = new MLContext();
        var model = Read(mlContext, path);
        var autoRec = model is IEnumerable<ITransformer> chain ? chain.LastOrDefault() : model;
        return autoRec is AutoRecPredictionTransformer<AutoRecModelParameters> scorer
            ? new SavedModel(mlContext, model, scorer)
            : throw new UserErrorException($"'{path}' holds a model of ML.NET, but its last part is not AutoRec.");
    }

    /// <summary>Appends the score to rows of user and item ids.</summary>
    public IDataView Transform(IDataView ratings) => Transformer.Transform(ratings);

    private static ITransformer Read(MLContext mlContext, string path)
    {
        try
        {
            return mlContext.Model.Load(path, out _);
        }
        catch (Exception e) when (e is TargetInvocationException or InvalidOperationException or FormatException or InvalidDataException or IOException)
        {
            // ML.NET wraps what a component says of its data in errors about the component and how it was called.
            while (e is not InvalidDataException && e.InnerException is { } inner)
                e = inner;
            throw new UserErrorException($"Cannot load a model from '{path}': {e.Message}");
        }
    }
}
