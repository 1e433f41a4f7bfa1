namespace AutoRec.Saving;

/// <summary>The signatures and the content of a saved prediction transformer.</summary>
internal sealed record PredictionFormat<TModel>(
    string LoaderSignature, // The name of the loader in a model file, at most 24 characters. Never change it.
    string ModelSignature, // Eight characters at the head of the saved transformer. Never change them.
    Action<BinaryWriter, TModel> WriteModel,
    Func<BinaryReader, int, TModel> ReadModel)
    where TModel : class, IRatingModel
{
    public void Write(BinaryWriter writer, string matrixColumnIndexColumnName, string matrixRowIndexColumnName, TModel model) =>
        ModelPayload.Write(writer, content =>
        {
            content.Write(matrixColumnIndexColumnName);
            content.Write(matrixRowIndexColumnName);
            WriteModel(content, model);
        });

    public (string MatrixColumnIndexColumnName, string MatrixRowIndexColumnName, TModel Model) Read(BinaryReader reader) =>
        ModelPayload.Read(reader, (content, format) => (content.ReadString(), content.ReadString(), ReadModel(content, format)));
}

/// <summary>The formats of the two models.</summary>
internal static class PredictionFormat
{
    public const string SingleLoader = "AutoRecPrediction";
    public const string BlendLoader = "AutoRecBlend";

    public static readonly PredictionFormat<AutoRecModelParameters> Single =
        new(SingleLoader, "AUTOREC ", AutoRecModelFormat.Write, AutoRecModelFormat.Read);

    public static readonly PredictionFormat<AutoRecBlendModelParameters> Blend =
        new(BlendLoader, "AUTORECB", AutoRecBlendModelFormat.Write, AutoRecBlendModelFormat.Read);

    public static PredictionFormat<TModel> Of<TModel>()
        where TModel : class, IRatingModel =>
        (object)Single as PredictionFormat<TModel> ?? (object)Blend as PredictionFormat<TModel>
        ?? throw new NotSupportedException($"{typeof(TModel)} cannot be saved; expected a model of an AutoRec trainer.");
}
