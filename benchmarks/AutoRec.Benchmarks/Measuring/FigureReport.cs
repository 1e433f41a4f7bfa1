using System.Globalization;
using AutoRec.Examples;
using Spectre.Console;

namespace AutoRec.Benchmarks;

/// <summary>Prints figures as a table and writes them as JSON.</summary>
internal static class FigureReport
{
    public static void Print(string title, IReadOnlyCollection<Figure> figures, params IEnumerable<string> notes)
    {
        var table = new Table().Title(Markup.Escape(title)).Border(TableBorder.Rounded)
            .AddColumns(new TableColumn(""), Right("median"), Right("lowest – highest"), Right("target"), new TableColumn("rounds"));
        foreach (var figure in figures)
        {
            table.AddRow(
                Markup.Escape(figure.Name),
                Style(figure, $"{Text(figure.Median)} {figure.Unit}"),
                $"{Text(figure.Lowest)} – {Text(figure.Highest)}",
                figure.Target is double target ? Text(target) : "",
                figure.RoundsAgree ? "agree" : "[yellow]differ[/]");
        }

        AnsiConsole.Write(table);
        foreach (var note in notes)
            AnsiConsole.WriteLine(note);
        if (figures.Any(figure => !figure.RoundsAgree))
            AnsiConsole.WriteLine(
                $"Some rounds differ by more than {Text((Rounds.Tolerance - 1) * 100)} %. Measure again on an idle machine.");
    }

    /// <param name="path">The file to write.</param>
    /// <param name="shape">The shape of the ratings.</param>
    /// <param name="figures">The figures.</param>
    /// <param name="details">Further values for the file.</param>
    public static void WriteJson(string path, Shape shape, IReadOnlyCollection<Figure> figures, object details) =>
        JsonReport.Write(path, new { shape, Processors = Environment.ProcessorCount, details, figures });

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned();

    private static string Style(Figure figure, string text) => figure.IsReached switch
    {
        true => $"[green]{Markup.Escape(text)}[/]",
        false => $"[red]{Markup.Escape(text)}[/]",
        null => Markup.Escape(text),
    };

    private static string Text(double value) => value >= 1e5
        ? (value / 1e6).ToString("0.##' M'", CultureInfo.InvariantCulture)
        : value.ToString("0.##", CultureInfo.InvariantCulture);
}
