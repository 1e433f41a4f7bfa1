using AutoRec.DataViews;
using AutoRec.Splitting;
using AutoRec.Weighting;

namespace AutoRec;

/// <summary>Appends a weight that halves with every half-life of a rating's age, so that recent ratings count more.</summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// | Column | Type | Description |
/// | -- | -- | -- |
/// | `timeColumnName` | `Int32`, `Int64`, `Single`, `Double`, `DateTime`, `DateTimeOffset` | input: the time; numbers are seconds |
/// | `outputColumnName` | `Single` | output: the weight 2^(−age/half-life) |
///
/// The age is counted back from the latest time of the ratings that are fitted. A later time has weight 1. A time that is missing (NaN) or
/// infinite is an error. Milliseconds work with a half-life that is 1000 times as long.
/// ]]></format>
/// </remarks>
public sealed class RecencyWeightEstimator : IEstimator<RecencyWeightTransformer>
{
    private readonly RecencyWeighting _weighting;

    internal RecencyWeightEstimator(RecencyWeighting weighting) => _weighting = weighting;

    /// <summary>Finds the latest time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">There is no row, or a time is missing.</exception>
    public RecencyWeightTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var column = TimeColumn.Find(input.Schema, _weighting.Time);
        using var cursor = PlainCursor.Open(input, [column]);
        var time = TimeColumn.ReadSeconds(cursor, column);
        var latest = double.NegativeInfinity;
        while (cursor.MoveNext())
            latest = Math.Max(latest, time());
        return double.IsFinite(latest) ? new(_weighting, latest) : throw new InvalidOperationException(
            $"There is no row, so the time column '{column.Name}' has no latest time; expected at least one rating. Check the loader.");
    }

    /// <summary>The shape of the rows with the weight appended.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _weighting.Append(inputSchema);
    }
}
