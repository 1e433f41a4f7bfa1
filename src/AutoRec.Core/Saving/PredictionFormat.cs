using AutoRec.FoldIn;
using AutoRec.Model;
using AutoRec.Recommending;

namespace AutoRec.Saving;

/// <summary>The signatures and the content of a saved prediction transformer.</summary>
internal sealed record PredictionFormat<TModel>(
    string LoaderSignature, // The name of the loader in a model file, at most 24 characters. Never change it.
    string ModelSignature, // Eight characters at the head of the saved transformer. Never change them.
    Action<BinaryWriter, TModel> WriteModel,
    Func<BinaryReader, int, TModel> ReadModel)
    where TModel : class, IRatingModel
{
    public void Write(BinaryWriter writer, SavedPrediction<TModel> saved) => ModelPayload.Write(writer, content =>
    {
        content.Write(saved.MatrixColumnIndexColumnName);
        content.Write(saved.MatrixRowIndexColumnName);
        KeyMapFormat.Write(content, saved.Keys.Items);
        KeyMapFormat.Write(content, saved.Keys.Users);
        WriteModel(content, saved.Model);
        content.Write(saved.Recommendation is not null);
        if (saved.Recommendation is { } recommendation)
            RecommendationFormat.Write(content, recommendation);
        ModelCardFormat.Write(content, saved.Card);
        if (FeatureScore.HasFeatures(saved.Model))
        {
            content.Write(saved.MatrixColumnFeaturesColumnName ?? "");
            content.Write(saved.MatrixRowFeaturesColumnName ?? "");
        }
    });

    public SavedPrediction<TModel> Read(BinaryReader reader) => ModelPayload.Read(reader, (content, format) =>
    {
        var (column, row) = (content.ReadString(), content.ReadString());
        var keys = format >= 4 ? new MatrixKeys(KeyMapFormat.Read(content), KeyMapFormat.Read(content)) : null;
        var model = ReadModel(content, format);
        var recommends = format >= 3 && content.ReadBoolean();
        var recommendation = recommends ? RecommendationFormat.Read(content, model) : null;

        if (keys is null) // Up to format 3, models had an index for every key.
            return new SavedPrediction<TModel>(column, row, model, recommendation);
        if ((keys.Items.IndexCount, keys.Users.IndexCount) != (model.ItemCount, model.UserCount))
        {
            throw new FormatException(
                $"it has {keys.Items.IndexCount} item keys and {keys.Users.IndexCount} user keys for {model.ItemCount} items and "
                + $"{model.UserCount} users");
        }

        var card = ModelCardFormat.Read(content, format, keys);
        var hasFeatures = FeatureScore.HasFeatures(model);
        return new SavedPrediction<TModel>(column, row, keys, model, recommendation)
        {
            Card = card,
            MatrixColumnFeaturesColumnName = hasFeatures && content.ReadString() is { Length: > 0 } ofUsers ? ofUsers : null,
            MatrixRowFeaturesColumnName = hasFeatures && content.ReadString() is { Length: > 0 } ofItems ? ofItems : null,
        };
    });
}

/// <summary>The saved content of a prediction transformer.</summary>
/// <param name="MatrixColumnIndexColumnName">The key column of the users.</param>
/// <param name="MatrixRowIndexColumnName">The key column of the items.</param>
/// <param name="Keys">The keys with ratings.</param>
/// <param name="Model">The model of the ratings, by index.</param>
/// <param name="Recommendation">The models and ratings of the recommender; null in formats 1 and 2.</param>
internal sealed record SavedPrediction<TModel>(
    string MatrixColumnIndexColumnName,
    string MatrixRowIndexColumnName,
    MatrixKeys Keys,
    TModel Model,
    RecommendationModel? Recommendation)
    where TModel : class, IRatingModel
{
    /// <summary>Takes a model whose indices are the keys.</summary>
    public SavedPrediction(
        string matrixColumnIndexColumnName, string matrixRowIndexColumnName, TModel model, RecommendationModel? recommendation)
        : this(
            matrixColumnIndexColumnName,
            matrixRowIndexColumnName,
            new MatrixKeys(KeyMap.All(model.ItemCount), KeyMap.All(model.UserCount)),
            model,
            recommendation)
    {
    }

    /// <summary>The origin of the model; null if an earlier version saved it.</summary>
    public ModelCard? Card { get; init; }

    /// <summary>The output column of the level probabilities; null if there is none.</summary>
    public string? ProbabilitiesColumnName => Recommendation?.Levels?.ColumnName;

    /// <summary>The column of the users' features; null for none.</summary>
    public string? MatrixColumnFeaturesColumnName { get; init; }

    /// <summary>The column of the items' features; null for none.</summary>
    public string? MatrixRowFeaturesColumnName { get; init; }

    /// <summary>The model with public members that take keys.</summary>
    public TModel KeyedModel { get; } = Keys.IsIdentity ? Model : (TModel)((IKeyedModel)Model).WithKeys(Keys);
}

/// <summary>The formats of the three models.</summary>
internal static class PredictionFormat
{
    public const string SingleLoader = "AutoRecPrediction";
    public const string BlendLoader = "AutoRecBlend";
    public const string OneClassLoader = "AutoRecOneClass";

    public static readonly PredictionFormat<AutoRecModelParameters> Single =
        new(SingleLoader, "AUTOREC ", AutoRecModelFormat.Write, AutoRecModelFormat.Read);

    public static readonly PredictionFormat<AutoRecBlendModelParameters> Blend =
        new(BlendLoader, "AUTORECB", AutoRecBlendModelFormat.Write, AutoRecBlendModelFormat.Read);

    public static readonly PredictionFormat<OneClassModelParameters> OneClass =
        new(OneClassLoader, "AUTORECO", OneClassModelFormat.Write, OneClassModelFormat.Read);

    public static PredictionFormat<TModel> Of<TModel>()
        where TModel : class, IRatingModel =>
        (object)Single as PredictionFormat<TModel> ?? (object)Blend as PredictionFormat<TModel>
        ?? (object)OneClass as PredictionFormat<TModel>
        ?? throw new NotSupportedException($"{typeof(TModel)} cannot be saved; expected a model of an AutoRec trainer.");
}
