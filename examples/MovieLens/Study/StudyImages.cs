using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace AutoRec.Examples.MovieLens;

/// <summary>Draws a sweep: a curve for one varied option, a heat map for two.</summary>
internal static class StudyImages
{
    public static void Save(string path, Sweep sweep, IReadOnlyList<StudyRow> rows)
    {
        if (rows[0].Setting.Values.Count == 2)
            SaveHeatMap(path, rows);
        else
            SaveCurve(path, sweep, rows);
    }

    private static void SaveCurve(string path, Sweep sweep, IReadOnlyList<StudyRow> rows)
    {
        using var plot = PlotStyle.Create(sweep.Title, rows[0].Setting.Values[0].Name, "RMSE");
        AddCurve(plot, rows, row => row.Validation, "validation", Colors.DarkOrange);
        AddCurve(plot, rows, row => row.Test, "test", Colors.Teal);
        plot.Axes.Bottom.TickGenerator = TicksOf(rows.Select(row => row.Setting.Values[0].Value));
        plot.Axes.Left.TickGenerator = PlotStyle.CreateErrorTicks();
        plot.Axes.Margins(horizontal: 0.08, vertical: 0.12);

        // Outside the plot, so that it covers no point.
        plot.ShowLegend(Edge.Top);
        PlotStyle.Save(plot, path);
    }

    private static void AddCurve(
        Plot plot, IReadOnlyList<StudyRow> rows, Func<StudyRow, MeanAndSpread> value, string name, Color color)
    {
        var points = rows.Select((row, x) => (X: (double)x, Y: value(row))).Where(point => double.IsFinite(point.Y.Mean)).ToList();
        double[] xs = [.. points.Select(point => point.X)], ys = [.. points.Select(point => point.Y.Mean)];
        var line = plot.Add.Scatter(xs, ys, color);
        line.LineWidth = 2;
        line.MarkerSize = 6;
        line.LegendText = name;
        if (points.TrueForAll(point => double.IsFinite(point.Y.Deviation)))
            plot.Add.ErrorBar(xs, ys, [.. points.Select(point => point.Y.Deviation)]).Color = color;
    }

    private static void SaveHeatMap(string path, IReadOnlyList<StudyRow> rows)
    {
        string[] encoders = [.. rows.Select(row => row.Setting.Values[0].Value).Distinct()];
        string[] decoders = [.. rows.Select(row => row.Setting.Values[1].Value).Distinct()];
        var best = StudyRow.Chosen(rows)?.Validation.Mean ?? 0;
        var (vertical, horizontal) = (rows[0].Setting.Values[0].Name, rows[0].Setting.Values[1].Name);
        using var plot = PlotStyle.Create("RMSE on validation, encoder × decoder", horizontal, vertical);

        // All values of at least best + 0.1 have the same color, so that good values differ visibly.
        var cells = new double[encoders.Length, decoders.Length];
        for (var i = 0; i < rows.Count; i++)
        {
            var (y, x) = (i / decoders.Length, i % decoders.Length);
            var rmse = rows[i].Validation.Mean;
            cells[y, x] = Math.Min(double.IsFinite(rmse) ? rmse : double.MaxValue, best + 0.1);
            var label = double.IsFinite(rmse) ? rmse.ToString("F3", CultureInfo.InvariantCulture) : "–";
            var text = plot.Add.Text(label, x, encoders.Length - 1 - y);
            text.Alignment = Alignment.MiddleCenter;
            text.LabelFontSize = 13;
            text.LabelFontColor = cells[y, x] < best + 0.04 ? Colors.White : Colors.Black;
        }

        var map = plot.Add.Heatmap(cells);
        map.Colormap = new ScottPlot.Colormaps.Viridis();
        plot.MoveToBack(map);
        plot.Axes.Bottom.TickGenerator = TicksOf(decoders);
        plot.Axes.Left.TickGenerator = TicksOf(encoders.Reverse());
        plot.HideGrid();
        plot.Axes.Margins(0, 0);
        PlotStyle.Save(plot, path);
    }

    private static NumericManual TicksOf(IEnumerable<string> names)
    {
        var ticks = new NumericManual();
        foreach (var (name, at) in names.Select((name, at) => (name, at)))
            ticks.AddMajor(at, name);
        return ticks;
    }
}
