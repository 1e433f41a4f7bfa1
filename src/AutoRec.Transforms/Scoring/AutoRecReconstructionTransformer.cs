using AutoRec.DataViews;
using AutoRec.Interop;
using AutoRec.Model;
using AutoRec.Saving;
using AutoRec.Scoring;

namespace AutoRec;

/// <summary>Reconstructs whole rows of the rating matrix: from a vector of the known ratings, it predicts a vector of all.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// | Column | Type | Description |
/// | -- | -- | -- |
/// | `RatingsColumnName` | vector of `Single` of length C | input: the known ratings; zero stands for none |
/// | `Score` | vector of `Single` of length C | output: all ratings, in the units of the training ratings |
///
/// The row may be new. `Model.ColdStart` decides the scores of slots without training ratings, and of rows without ratings. The transformer
/// holds no state and no native memory and needs no libtorch.
/// ]]></format>
/// </remarks>
public sealed class AutoRecReconstructionTransformer
    : IPredictionTransformer<AutoRecModelParameters>, IStoredTransformer<AutoRecReconstructionTransformer>
{
    internal const string LoaderSignature = "AutoRecReconstruction";

    private readonly KeyMap _slots;

    /// <param name="model">The model, by index.</param>
    /// <param name="slots">The slots with training ratings.</param>
    /// <param name="ratingsColumnName">The column of known ratings.</param>
    /// <param name="card">The origin of the model; null for a model of an earlier version.</param>
    internal AutoRecReconstructionTransformer(
        AutoRecModelParameters model, KeyMap slots, string ratingsColumnName, ModelCard? card = null)
    {
        (_slots, RatingsColumnName, Card) = (slots, ratingsColumnName, card);
        Model = slots.IsIdentity
            ? model
            : (AutoRecModelParameters)((IKeyedModel)model).WithKeys(new(KeyMap.All(model.RowCount), slots));
        Rows = new(Model, zeroIsRating: false);
    }

    /// <summary>The trained model; its items are the rows, its users the slots.</summary>
    public AutoRecModelParameters Model { get; }

    /// <summary>
    /// The trainer, options, ratings and validation of the model; its items are the rows, its users the slots. Null if an earlier version
    /// saved the model.
    /// </summary>
    public ModelCard? Card { get; }

    /// <summary>The column of known ratings.</summary>
    public string RatingsColumnName { get; }

    /// <summary>The model, as a model of new rows.</summary>
    internal NewRowModel Rows { get; }

    /// <summary>Always true: each row is scored by itself.</summary>
    public bool IsRowToRowMapper => true;

    static string IStoredTransformer<AutoRecReconstructionTransformer>.LoaderSignature => LoaderSignature;
    static string IStoredTransformer<AutoRecReconstructionTransformer>.ModelSignature => "AUTORECV";

    /// <summary>The schema of <paramref name="inputSchema"/> with <c>Score</c> appended.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column is missing, or not a vector of Single with the slots of the training.
    /// </exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => GetRowToRowMapper(inputSchema).OutputSchema;

    /// <summary>The mapper of single rows, which a prediction engine uses.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="GetOutputSchema"/>.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Bind(inputSchema);
    }

    /// <summary><paramref name="input"/> with <c>Score</c> appended, computed when it is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="GetOutputSchema"/>.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Bind(input.Schema).Map(input);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => StoredTransformer.Save(ctx, this);
    void IStoredTransformer<AutoRecReconstructionTransformer>.Write(BinaryWriter writer) => ModelPayload.Write(writer, content =>
    {
        content.Write(RatingsColumnName);
        KeyMapFormat.Write(content, _slots);
        AutoRecModelFormat.Write(content, Model);
        ModelCardFormat.Write(content, Card);
    });

    static AutoRecReconstructionTransformer IStoredTransformer<AutoRecReconstructionTransformer>.Read(
        IHostEnvironment environment, BinaryReader reader) =>
        ModelPayload.Read(reader, (content, format) =>
        {
            var ratings = content.ReadString();
            var slots = format >= 4 ? KeyMapFormat.Read(content) : null;
            var model = AutoRecModelFormat.Read(content, format);
            slots ??= KeyMap.All(model.ColumnCount);
            if (slots.IndexCount != model.ColumnCount)
                throw new FormatException($"it has {slots.IndexCount} slots for {model.ColumnCount} columns");
            var card = ModelCardFormat.Read(content, format, new(KeyMap.All(model.RowCount), slots));
            return new AutoRecReconstructionTransformer(model, slots, ratings, card);
        });

    private NewRowMapper Bind(DataViewSchema input)
    {
        var mapper = new NewRowMapper(Rows, input, RatingsColumnName);
        if (_slots.Digest is null || KeyDigest.OfSlots(input[RatingsColumnName]) is not { } digest
            || digest.AsSpan().SequenceEqual(_slots.Digest))
            return mapper;
        throw new ArgumentOutOfRangeException(
            paramName: null,
            $"The slots of '{RatingsColumnName}' have other names than in training, so every score would be that of something else. "
            + "Pivot with the key mapping that was fitted for training.");
    }
}
