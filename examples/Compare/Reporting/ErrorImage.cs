using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace AutoRec.Examples.Compare;

/// <summary>Draws error against training time, with a labeled point for each model: low and to the left is good.</summary>
internal static class ErrorImage
{
    public static void Save(string path, ComparisonTable table, IReadOnlyList<ComparedModel> models)
    {
        var points = models.Where(model => !model.OnlyLists)
            .Select(model => (Model: model, Figures: table.FiguresOf(model)))
            .Where(row => row.Figures is not null)
            .Select(row => new LabeledPoint(
                row.Model,
                Math.Log10(Math.Max(row.Figures!(RunFrame.TrainSeconds), 1e-3)),
                row.Figures(RunFrame.Rmse),
                row.Figures(ComparisonTable.DeviationOf(RunFrame.Rmse))))
            .ToList();
        using var plot = PlotStyle.Create(
            "Error against training time", "Training time in seconds (logarithmic)", "RMSE on the test ratings");
        SetAxes(plot, points);
        LabeledPoints.Add(plot, points);
        PlotStyle.Save(plot, path);
    }

    private static void SetAxes(Plot plot, List<LabeledPoint> points)
    {
        // Leaves room for the labels of the outermost points.
        var (left, right) = (points.Min(point => point.X) - 0.25, points.Max(point => point.X) + 0.25);
        var (low, high) = (points.Min(point => point.Low), points.Max(point => point.High));
        var margin = Math.Max(0.06 * (high - low), 0.005);
        plot.Axes.SetLimits(left, right, low - margin, high + margin);

        var ticks = new NumericManual();
        double[] steps = [1, 2, 5];
        for (var decade = (int)Math.Floor(left); decade <= right; decade++)
        {
            foreach (var step in steps)
            {
                var seconds = step * Math.Pow(10, decade);
                if (Math.Log10(seconds) is var at && at >= left && at <= right)
                    ticks.AddMajor(at, seconds.ToString("0.###", CultureInfo.InvariantCulture));
            }
        }

        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Axes.Left.TickGenerator = PlotStyle.CreateErrorTicks();
    }
}
