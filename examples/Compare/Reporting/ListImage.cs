using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace AutoRec.Examples.Compare;

/// <summary>Draws the NDCG of lists against their coverage, with a labeled point for each model: high and to the right is good.</summary>
internal static class ListImage
{
    public static void Save(string path, ComparisonTable table, IReadOnlyList<ComparedModel> models)
    {
        var points = models.Where(model => model.Lists is not null)
            .Select(model => (Model: model, Figures: table.FiguresOf(model)))
            .Where(row => row.Figures is not null)
            .Select(row => new LabeledPoint(
                row.Model,
                100 * row.Figures!(RunFrame.Coverage),
                row.Figures(RunFrame.Ndcg),
                row.Figures(ComparisonTable.DeviationOf(RunFrame.Ndcg))))
            .ToList();
        using var plot = PlotStyle.Create(
            "Lists of titles: accuracy against variety",
            "Coverage: titles that are in any list, in percent of all titles",
            $"NDCG@{ListTest.At} on the test ratings");
        SetAxes(plot, points);
        LabeledPoints.Add(plot, points);
        PlotStyle.Save(plot, path);
    }

    private static void SetAxes(Plot plot, List<LabeledPoint> points)
    {
        // Both axes begin at 0. Leaves room for the labels of the outermost points.
        var (right, high) = (points.Max(point => point.X), points.Max(point => point.High));
        plot.Axes.SetLimits(0, Math.Max(1.35 * right, 1), 0, Math.Max(1.15 * high, 0.01));
        plot.Axes.Bottom.TickGenerator = CreateTicks("0.#");
        plot.Axes.Left.TickGenerator = CreateTicks("0.00#");
    }

    private static NumericAutomatic CreateTicks(string format) => new()
    {
        TickDensity = 0.6,
        LabelFormatter = value => value.ToString(format, CultureInfo.InvariantCulture),
    };
}
