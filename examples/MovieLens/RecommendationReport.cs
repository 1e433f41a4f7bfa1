using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AutoRec.Examples.MovieLens;

/// <summary>Prints the three lists.</summary>
internal sealed class RecommendationReport(IAnsiConsole console)
{
    public void Print(Recommendations lists)
    {
        var (known, added, similar) = lists;
        console.WriteLine();
        console.Write(new Text("Likeliest choice first, not most stars. 8 of 10 ratings fall into the interval.\n", Palette.Faint));
        PrintHeading(
            $"For user {known.UserId}, known from training", $"{known.RatingCount} ratings; the highest: {InWords(known.Liked)}");
        console.Write(CreateTable(known.Recommended, withReasons: false));

        PrintHeading($"For a new user with {added.Rated.Count} ratings, without retraining", InWords(added.Rated));
        console.Write(CreateTable(added.Recommended, withReasons: true));

        PrintHeading($"Similar to {similar.Title}", "1 is the highest similarity: the same people choose both");
        var table = CreateTable("Similarity");
        foreach (var (title, rank) in similar.Titles.Select((title, index) => (title, index + 1)))
            table.AddRow(Cell($"{rank}"), TitleOf(title.Title), Cell($"{title.Similarity:F2}"));
        console.Write(table);
    }

    private static Table CreateTable(IReadOnlyList<RecommendedTitle> titles, bool withReasons)
    {
        var table = CreateTable("Stars", "Interval");
        if (withReasons)
            table.AddColumn(new TableColumn("Because you rated"));
        for (var n = 0; n < titles.Count; n++)
        {
            var title = titles[n];
            IRenderable[] cells =
            [
                Cell($"{n + 1}"), TitleOf(title.Title), Cell($"{title.Rating:F1}"), Cell($"{title.Low:F1}–{title.High:F1}"),
                .. title.Because is { } reasons ? (IRenderable[])[ReasonsOf(reasons)] : [],
            ];
            table.AddRow(cells);
        }

        return table;
    }

    private static Table CreateTable(params IEnumerable<string> figures)
    {
        var table = new Table().Border(TableBorder.Simple).BorderStyle(Palette.Faint)
            .AddColumn(new TableColumn("").RightAligned().NoWrap()).AddColumn("Title");
        foreach (var figure in figures)
            table.AddColumn(new TableColumn(figure).RightAligned().NoWrap());
        return table;
    }

    private static Rows ReasonsOf(IReadOnlyList<TitleReason> reasons) => new(reasons.Select(reason =>
        new Text($"{Signed(reason.Effect)} {reason.Title}", reason.Effect < 0 ? Palette.Second : Palette.Accent).Ellipsis()));

    private void PrintHeading(string heading, string facts)
    {
        console.WriteLine();
        console.Write(new Text($"{heading}\n", Palette.Strong));
        console.Write(new Text($"{facts}.\n"));
    }

    private static string InWords(IReadOnlyList<RatedTitle> titles) =>
        string.Join("; ", titles.Select(title => FormattableString.Invariant($"{title.Title} {title.Rating:0.#}")));

    private static Text TitleOf(string title) => new Text(title).Ellipsis();

    private static Text Cell(FormattableString text) => new(text.ToString(CultureInfo.InvariantCulture));

    private static string Signed(double? effect) => effect?.ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture) ?? "";
}
