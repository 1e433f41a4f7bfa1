using AutoRec.Interop;
using AutoRec.Saving;
using AutoRec.Weighting;

namespace AutoRec;

/// <summary>Appends weights as <see cref="RecencyWeightEstimator"/> describes.</summary>
public sealed class RecencyWeightTransformer : ITransformer, IStoredTransformer<RecencyWeightTransformer>
{
    internal const string LoaderSignature = "AutoRecRecencyWeight";

    private readonly RecencyWeighting _weighting;
    private readonly double _latest;

    internal RecencyWeightTransformer(RecencyWeighting weighting, double latest) => (_weighting, _latest) = (weighting, latest);

    /// <summary>Always true: each row is mapped by itself.</summary>
    public bool IsRowToRowMapper => true;

    static string IStoredTransformer<RecencyWeightTransformer>.LoaderSignature => LoaderSignature;
    static string IStoredTransformer<RecencyWeightTransformer>.ModelSignature => "AUTORECW";

    /// <summary>The schema of <paramref name="inputSchema"/> with the weight appended.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time column is missing or of another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => GetRowToRowMapper(inputSchema).OutputSchema;

    /// <summary>The mapper of single rows, which a prediction engine uses.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time column is missing or of another type.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Bind(inputSchema);
    }

    /// <summary><paramref name="input"/> with the weight appended, computed when it is read.</summary>
    /// <remarks>Reading the weight throws if the time is missing.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The time column is missing or of another type.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Bind(input.Schema).Map(input);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => StoredTransformer.Save(ctx, this);

    void IStoredTransformer<RecencyWeightTransformer>.Write(BinaryWriter writer) => ModelPayload.Write(writer, content =>
    {
        content.Write(_weighting.Output);
        content.Write(_weighting.Time);
        content.Write(_weighting.HalfLife.Ticks);
        content.Write(_latest);
    });

    static RecencyWeightTransformer IStoredTransformer<RecencyWeightTransformer>.Read(
        IHostEnvironment environment, BinaryReader reader) =>
        ModelPayload.Read(reader, (content, _) =>
        {
            var weighting = new RecencyWeighting(content.ReadString(), content.ReadString(), new TimeSpan(content.ReadInt64()));
            if (weighting.HalfLife <= TimeSpan.Zero)
                throw new FormatException($"its half-life is {weighting.HalfLife}; expected more than 0");
            var latest = content.ReadDouble();
            return double.IsFinite(latest)
                ? new RecencyWeightTransformer(weighting, latest)
                : throw new FormatException(FormattableString.Invariant($"its latest time is {latest}; expected a finite number"));
        });

    private RecencyWeightMapper Bind(DataViewSchema input) => new(_weighting, _latest, input);
}
