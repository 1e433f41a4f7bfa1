using AutoRec.Interop;
using AutoRec.Recommending;
using AutoRec.Saving;

namespace AutoRec;

/// <summary>Appends recommended items as <see cref="RecommendItemsEstimator"/> describes.</summary>
/// <remarks>It holds no native memory and needs no libtorch; any number of cursors and prediction engines can use it at once.</remarks>
public sealed class RecommendItemsTransformer : ITransformer, IStoredTransformer<RecommendItemsTransformer>
{
    internal const string LoaderSignature = "AutoRecItems";

    private readonly ItemRecommendation _recommendation;
    private readonly RecommendItemsColumns _columns;

    internal RecommendItemsTransformer(ItemRecommendation recommendation, RecommendItemsColumns columns) =>
        (_recommendation, _columns) = (recommendation, columns);

    /// <summary>Always true: each row is mapped by itself.</summary>
    public bool IsRowToRowMapper => true;

    static string IStoredTransformer<RecommendItemsTransformer>.LoaderSignature => LoaderSignature;
    static string IStoredTransformer<RecommendItemsTransformer>.ModelSignature => "AUTORECI";

    /// <summary>The schema of <paramref name="inputSchema"/> with the two columns appended.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => GetRowToRowMapper(inputSchema).OutputSchema;

    /// <summary>The mapper of single rows, which a prediction engine uses.</summary>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="GetOutputSchema"/>.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Bind(inputSchema);
    }

    /// <summary><paramref name="input"/> with the two columns appended, computed when they are read.</summary>
    /// <remarks>
    /// Reading throws if a row has more items than ratings or fewer, an item twice, or a rating that is not finite or far outside the
    /// scale.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="GetOutputSchema"/>.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Bind(input.Schema).Map(input);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => StoredTransformer.Save(ctx, this);

    void IStoredTransformer<RecommendItemsTransformer>.Write(BinaryWriter writer) => ModelPayload.Write(writer, content =>
    {
        content.Write(_columns.OutputItems);
        content.Write(_columns.OutputScores);
        content.Write(_columns.Items);
        content.Write(_columns.Ratings);
        content.Write(_columns.Count);
        _recommendation.Write(content);
    });

    static RecommendItemsTransformer IStoredTransformer<RecommendItemsTransformer>.Read(
        IHostEnvironment environment, BinaryReader reader) =>
        ModelPayload.Read(reader, (content, format) =>
        {
            var columns = new RecommendItemsColumns(
                content.ReadString(), content.ReadString(), content.ReadString(), content.ReadString(), content.ReadInt32());
            if (columns.Count < 1)
                throw new FormatException($"it recommends {columns.Count} items");
            return new RecommendItemsTransformer(ItemRecommendation.Read(content, format), columns);
        });

    private RecommendItemsMapper Bind(DataViewSchema input) => new(_recommendation, input, _columns);
}
