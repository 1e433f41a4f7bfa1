using Microsoft.Data.Analysis;

namespace AutoRec.Examples.Compare;

/// <summary>The content of the JSON file.</summary>
internal sealed class ComparisonJson(string source, CompareSettings settings, ComparisonTable table)
{
    public string Data { get; } = source;

    public int Seed { get; } = settings.Seed;

    /// <summary>The name of the model that the others are compared to.</summary>
    public string? Reference { get; } = table.Reference?.Name;

    /// <summary>A row for each model. A model that was not run has its obstacle in place of results.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Models { get; } =
    [
        .. Rows(table.Frame),
        .. settings.Models.Where(model => model.Obstacle is not null)
            .Select(model => new Dictionary<string, object?> { [RunFrame.Model] = model.Name, ["notRun"] = model.Obstacle }),
    ];

    /// <summary>A row for each model and split.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Runs { get; } = [.. Rows(table.Runs)];

    private static IEnumerable<Dictionary<string, object?>> Rows(DataFrame frame)
    {
        for (var row = 0L; row < frame.Rows.Count; row++)
            yield return frame.Columns.ToDictionary(column => NameOf(column), column => ValueOf(column[row]));
    }

    private static string NameOf(DataFrameColumn column) => char.ToLowerInvariant(column.Name[0]) + column.Name[1..];

    private static object? ValueOf(object? value) => value is double number ? JsonReport.Number(number) : value;
}
