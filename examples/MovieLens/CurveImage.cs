using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace AutoRec.Examples.MovieLens;

/// <summary>The learning curve as an image.</summary>
internal static class CurveImage
{
    private const int Width = 1200;
    private const int Height = 720;
    private const double Scale = 1.5;

    /// <param name="path">The PNG file to write.</param>
    /// <param name="title">Above the curve.</param>
    /// <param name="curve">What to draw.</param>
    /// <param name="testRmse">Of the finished model: a line to read the curve by.</param>
    public static void Save(string path, string title, LearningCurve curve, double testRmse)
    {
        using var plot = new Plot { ScaleFactor = Scale };
        SetAxes(plot, title);
        AddCurve(plot, curve.Training, "Training, with inputs masked", Colors.Teal);
        AddCurve(plot, curve.Validation, "Validation", Colors.DarkOrange);
        if (double.IsFinite(testRmse))
        {
            var line = plot.Add.HorizontalLine(testRmse, width: 1.5f, Colors.Gray, LinePattern.Dashed);
            line.LegendText = string.Create(CultureInfo.InvariantCulture, $"Test, the finished model: {testRmse:F4}");
        }

        AtomicFile.Write(path, temporary =>
        {
            using var image = plot.GetImage(Width, Height);
            System.IO.File.WriteAllBytes(temporary, image.GetImageBytes(ImageFormat.Png));
        });
    }

    private static void SetAxes(Plot plot, string title)
    {
        // What fonts there are differs from system to system; this asks for one that has the letters of the text.
        plot.Font.Set(Fonts.Sans);
        plot.Title(title, size: 16);
        plot.XLabel("Epoch", size: 13);
        plot.YLabel("RMSE", size: 13);
        plot.Axes.Left.Label.Bold = false;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Top.IsVisible = false;
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Left.TickGenerator = new NumericAutomatic { TickDensity = 0.6, LabelFormatter = value => value.ToString("0.00##", CultureInfo.InvariantCulture) };
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { TickDensity = 0.4, IntegerTicksOnly = true };
        plot.Axes.Margins(horizontal: 0.02, vertical: 0.1);
        plot.ShowLegend(Alignment.UpperRight).ShadowColor = Colors.Transparent;
    }

    private static void AddCurve(Plot plot, IReadOnlyList<double> values, string name, Color color)
    {
        if (values.Count == 0)
            return;
        var line = plot.Add.Scatter(Enumerable.Range(1, values.Count).Select(epoch => (double)epoch).ToArray(), values.ToArray(), color);
        line.LineWidth = 2;
        line.MarkerSize = values.Count > 1 ? 3 : 8;
        line.LegendText = name;
    }
}
