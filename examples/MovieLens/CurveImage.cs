using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace AutoRec.Examples.MovieLens;

/// <summary>The learning curve as an image.</summary>
internal static class CurveImage
{
    /// <param name="path">The PNG file to write.</param>
    /// <param name="title">The title of the image.</param>
    /// <param name="curve">The learning curve.</param>
    /// <param name="testRmse">The test RMSE of the finished model, drawn as a horizontal line.</param>
    public static void Save(string path, string title, LearningCurve curve, double testRmse)
    {
        using var plot = PlotStyle.Create(title, "Epoch", "RMSE");
        SetAxes(plot);
        AddCurve(plot, curve.Training, curve.TrainingName, Colors.Teal);
        AddCurve(plot, curve.Validation, "validation", Colors.DarkOrange);
        if (double.IsFinite(testRmse))
        {
            var line = plot.Add.HorizontalLine(testRmse, width: 1.5f, Colors.Gray, LinePattern.Dashed);
            line.LegendText = string.Create(CultureInfo.InvariantCulture, $"test, the finished model: {testRmse:F4}");
        }

        PlotStyle.Save(plot, path);
    }

    private static void SetAxes(Plot plot)
    {
        plot.Axes.Left.TickGenerator = PlotStyle.CreateErrorTicks();
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { TickDensity = 0.4, IntegerTicksOnly = true };
        plot.Axes.Margins(horizontal: 0.02, vertical: 0.1);
        plot.ShowLegend(Alignment.UpperRight).ShadowColor = Colors.Transparent;
    }

    private static void AddCurve(Plot plot, IReadOnlyList<double> values, string name, Color color)
    {
        if (values.Count == 0)
            return;
        double[] epochs = [.. Enumerable.Range(1, values.Count)];
        var line = plot.Add.Scatter(epochs, values.ToArray(), color);
        line.LineWidth = 2;
        line.MarkerSize = values.Count > 1 ? 3 : 8;
        line.LegendText = name;
    }
}
