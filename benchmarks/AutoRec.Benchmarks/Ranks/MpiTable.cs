using System.Globalization;
using Spectre.Console;

namespace AutoRec.Benchmarks;

/// <summary>The figures of one training.</summary>
/// <param name="Ranks">The number of ranks; 0 for a plain process.</param>
/// <param name="RuntimeBytes">The memory of each process without a training.</param>
/// <param name="Processes">The figures of each process.</param>
internal sealed record MpiRow(int Ranks, long[] RuntimeBytes, RankFigures[] Processes)
{
    public string Name => Ranks switch
    {
        0 => "plain",
        1 => "1 rank",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Ranks} ranks"),
    };

    public double Seconds => Rounds.Median(Processes[0].SecondsPerEpoch);

    public string Digest => Processes[0].Digest!;

    /// <summary>The peak of each process above that of the runtime.</summary>
    public long[] OwnBytes => [.. Processes.Zip(RuntimeBytes, (process, runtime) => process.PeakBytes - runtime)];
}

/// <summary>Prints the trainings side by side.</summary>
internal static class MpiTable
{
    public static void Print(Shape shape, IReadOnlyList<MpiRow> rows, MpiRow? plain)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .Title(Invariant($"{RankTraining.HiddenUnits} units, {RankTraining.BatchSize} rows in a step, the size of {shape.Name}"))
            .AddColumns("", "s per epoch", "speed", "MB per step", "peak, MB", "above the runtime, MB");
        if (plain is not null)
            table.AddColumn("share");
        var one = rows.FirstOrDefault(row => row.Ranks == 1);
        foreach (var row in rows)
        {
            string[] cells =
            [
                row.Name,
                Invariant($"{row.Seconds:F2}"),
                one is null ? "" : Invariant($"{one.Seconds / row.Seconds:F2}"),
                row.Ranks == 0 ? "" : Invariant($"{row.Processes[0].SentPerStep / 1e6:F2}"),
                Join(row.Processes.Select(process => process.PeakBytes / 1e6), "F0"),
                Join(row.OwnBytes.Select(bytes => bytes / 1e6), "F0"),
            ];
            table.AddRow(plain is null ? cells : [.. cells, Join(row.OwnBytes.Select(bytes => (double)bytes / plain.OwnBytes[0]), "F2")]);
        }

        AnsiConsole.Write(table);
    }

    private static string Join(IEnumerable<double> values, string format) =>
        string.Join(' ', values.Select(value => value.ToString(format, CultureInfo.InvariantCulture)).Distinct().Count() == 1
            ? [values.First().ToString(format, CultureInfo.InvariantCulture)]
            : values.Select(value => value.ToString(format, CultureInfo.InvariantCulture)));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
