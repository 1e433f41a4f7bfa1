using AutoRec.Interop;
using AutoRec.Recommending;
using AutoRec.Saving;
using AutoRec.Scoring;

namespace AutoRec;

/// <summary>Predicts the rating of an item by a user, with one AutoRec or with a blend; or with a one-class model, the choice.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// | Column | Type | Description |
/// | -- | -- | -- |
/// | `MatrixColumnIndexColumnName` | key | input: the user, mapped as in training |
/// | `MatrixRowIndexColumnName` | key | input: the item, mapped as in training |
/// | `MatrixColumnFeaturesColumnName` | vector of `Single` | input, if trained with it and the data has it: the features of the user |
/// | `MatrixRowFeaturesColumnName` | vector of `Single` | input, if trained with it and the data has it: the features of the item |
/// | `Score` | `Single` | output: the predicted rating, in the units of the training ratings; or how likely the user chooses the item |
/// | `ProbabilitiesColumnName` | vector of `Single` | output, if the option was set: the probability of each rating level |
///
/// An item or a user without training ratings is scored by its features. Without features, `Model.ColdStart` decides the score of a
/// missing key and of a key without training ratings. The transformer holds no state and no native
/// memory and needs no libtorch; any number of cursors and prediction engines can use it at once.
/// ]]></format>
/// </remarks>
/// <typeparam name="TModel">
/// <see cref="AutoRecModelParameters"/>, <see cref="AutoRecBlendModelParameters"/> or <see cref="OneClassModelParameters"/>.
/// </typeparam>
public sealed class AutoRecPredictionTransformer<TModel>
    : IPredictionTransformer<TModel>, IRecommendingTransformer, IStoredTransformer<AutoRecPredictionTransformer<TModel>>
    where TModel : class, IRatingModel
{
    private readonly SavedPrediction<TModel>? _saved;
    private readonly IHostEnvironment? _environment;

    /// <param name="saved">The content.</param>
    /// <param name="environment">The environment to log to; null for none.</param>
    internal AutoRecPredictionTransformer(SavedPrediction<TModel> saved, IHostEnvironment? environment = null) =>
        (_saved, _environment) = (saved, environment);

    private string? Absence { get; init; }

    private SavedPrediction<TModel> Saved => _saved ?? throw new InvalidOperationException(Absence);

    /// <summary>The trained model.</summary>
    public TModel Model => Saved.KeyedModel;

    /// <summary>The key column of the users, the matrix's columns.</summary>
    public string MatrixColumnIndexColumnName => Saved.MatrixColumnIndexColumnName;

    /// <summary>The key column of the items, the matrix's rows.</summary>
    public string MatrixRowIndexColumnName => Saved.MatrixRowIndexColumnName;

    /// <summary>The output column of the probability of each rating level; null if the option was not set in training.</summary>
    public string? ProbabilitiesColumnName => Saved.ProbabilitiesColumnName;

    /// <summary>The trainer, options, ratings and validation of the model; null if an earlier version saved it.</summary>
    public ModelCard? Card => Saved.Card;

    MatrixKeys IRecommendingTransformer.Keys => Saved.Keys;
    RecommendationModel? IRecommendingTransformer.Recommendation => Saved.Recommendation;

    /// <summary>Always true: each row is scored by itself.</summary>
    public bool IsRowToRowMapper => true;

    static string IStoredTransformer<AutoRecPredictionTransformer<TModel>>.LoaderSignature => PredictionFormat.Of<TModel>().LoaderSignature;
    static string IStoredTransformer<AutoRecPredictionTransformer<TModel>>.ModelSignature => PredictionFormat.Of<TModel>().ModelSignature;

    /// <summary>Creates a transformer without a model, which throws when it is used.</summary>
    /// <param name="absence">The message: where the model is.</param>
    internal static AutoRecPredictionTransformer<TModel> WithoutModel(string absence) => new(saved: null!) { Absence = absence };

    /// <summary>The schema of <paramref name="inputSchema"/> with <c>Score</c> appended.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, no key, or has other keys than in training.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Bind(inputSchema).OutputSchema;
    }

    /// <summary>The mapper of single rows, which a prediction engine uses.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="GetOutputSchema"/>.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        WarnOfMissingFeatures(inputSchema);
        return Bind(inputSchema);
    }

    /// <summary><paramref name="input"/> with <c>Score</c> appended, computed when it is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="GetOutputSchema"/>.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        WarnOfMissingFeatures(input.Schema);
        return Bind(input.Schema).Map(input);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => StoredTransformer.Save(ctx, this);
    void IStoredTransformer<AutoRecPredictionTransformer<TModel>>.Write(BinaryWriter writer) =>
        PredictionFormat.Of<TModel>().Write(writer, Saved);

    static AutoRecPredictionTransformer<TModel> IStoredTransformer<AutoRecPredictionTransformer<TModel>>.Read(
        IHostEnvironment environment, BinaryReader reader) => new(PredictionFormat.Of<TModel>().Read(reader), environment);

    /// <summary>Warns of columns of features that the data does not have: a misspelled name would otherwise go unnoticed.</summary>
    private void WarnOfMissingFeatures(DataViewSchema input)
    {
        Log(Saved.MatrixRowFeaturesColumnName, "Items");
        Log(Saved.MatrixColumnFeaturesColumnName, "Users");

        void Log(string? name, string side)
        {
            if (name is null || _environment is null || input.GetColumnOrNull(name) is not null)
                return;
            using var channel = _environment.Register(nameof(AutoRecPredictionTransformer<TModel>)).Start("Bind");
            channel.Warning(
                MessageSensitivity.None,
                $"The data has no column '{name}', which the model was trained with. {side} without training ratings are scored by the "
                + "cold-start rule instead of their features. Add the column, or spell it as in training.");
        }
    }

    private PredictionMapper Bind(DataViewSchema input) =>
        new(
            Model,
            Saved.Keys,
            ProbabilitiesColumnName is null ? null : Saved.Recommendation!.Levels,
            input,
            MatrixColumnIndexColumnName,
            MatrixRowIndexColumnName,
            Saved.MatrixColumnFeaturesColumnName,
            Saved.MatrixRowFeaturesColumnName);
}
