using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace AutoRec.Examples.Compare;

/// <summary>Draws error against training time, with a labeled point for each model: low and to the left is good.</summary>
internal static class ComparisonImage
{
    private const float LabelSize = 12;

    // The approximate size of a letter, in pixels of the image.
    private const double LetterWidth = 6.4 * PlotStyle.Scale;
    private const double LineHeight = 15 * PlotStyle.Scale;

    // The image without axes and titles.
    private const double PlotWidth = PlotStyle.Width - 130;
    private const double PlotHeight = PlotStyle.Height - 140;

    private static readonly Placement[] Placements =
    [
        new(Alignment.MiddleLeft, 10, 0), new(Alignment.MiddleRight, -10, 0),
        new(Alignment.LowerLeft, 6, -6), new(Alignment.UpperLeft, 6, 6),
        new(Alignment.LowerRight, -6, -6), new(Alignment.UpperRight, -6, 6),
        new(Alignment.LowerCenter, 0, -10), new(Alignment.UpperCenter, 0, 10),
    ];

    public static void Save(string path, ComparisonTable table, IReadOnlyList<ComparedModel> models)
    {
        var points = models.Select(model => (Model: model, Figures: table.FiguresOf(model)))
            .Where(row => row.Figures is not null)
            .Select(row => new Point(
                row.Model,
                Math.Log10(Math.Max(row.Figures!(RunFrame.TrainSeconds), 1e-3)),
                row.Figures(RunFrame.Rmse),
                row.Figures(ComparisonTable.DeviationOf(RunFrame.Rmse))))
            .ToList();
        using var plot = PlotStyle.Create(
            "Error against training time", "Training time in seconds (logarithmic)", "RMSE on the test ratings");
        SetAxes(plot, points);
        foreach (var point in points)
            AddPoint(plot, point);
        AddLabels(plot, points);
        PlotStyle.Save(plot, path);
    }

    private static void SetAxes(Plot plot, List<Point> points)
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

    private static void AddPoint(Plot plot, Point point)
    {
        var color = ColorOf(point.Model);
        plot.Add.Marker(point.X, point.Rmse, MarkerShape.FilledCircle, size: 9, color);
        if (!double.IsFinite(point.Deviation))
            return;
        var bar = plot.Add.ErrorBar([point.X], [point.Rmse], [point.Deviation]);
        bar.Color = color.WithAlpha(0.5);
    }

    /// <summary>Places each label where it covers the least of the points and the other labels.</summary>
    private static void AddLabels(Plot plot, List<Point> points)
    {
        var limits = plot.Axes.GetLimits();
        var taken = points.ConvertAll(point => Box.Around(PixelOf(point), 7 * PlotStyle.Scale));
        foreach (var point in points.OrderBy(point => point.Rmse))
        {
            var size = (Width: point.Model.Title.Length * LetterWidth, Height: LineHeight);
            var (x, y) = PixelOf(point);
            var best = Placements.MinBy(placement => Cost(placement.BoxOf(x, y, size.Width, size.Height)));
            taken.Add(best.BoxOf(x, y, size.Width, size.Height));

            var label = plot.Add.Text(point.Model.Title, point.X, point.Rmse);
            label.LabelFontSize = LabelSize;
            label.LabelFontColor = ColorOf(point.Model);
            label.LabelAlignment = best.Alignment;
            label.OffsetX = best.X;
            label.OffsetY = best.Y;
        }

        (double X, double Y) PixelOf(Point point) => (
            (point.X - limits.Left) / limits.HorizontalSpan * PlotWidth,
            (limits.Top - point.Rmse) / limits.VerticalSpan * PlotHeight);

        double Cost(Box box) => taken.Sum(other => other.Overlap(box)) + (1000 * box.Outside(PlotWidth, PlotHeight));
    }

    private static Color ColorOf(ComparedModel model) => model.Factorization switch
    {
        FactorizationKind.None when model.Name.StartsWith("autorec", StringComparison.Ordinal) => Colors.Teal,
        FactorizationKind.None => Colors.Gray.Darken(0.3),
        _ => Colors.DarkOrange.Darken(0.2),
    };

    /// <param name="Model">The model.</param>
    /// <param name="X">The decimal logarithm of the training time in seconds.</param>
    /// <param name="Rmse">The mean RMSE over the splits.</param>
    /// <param name="Deviation">The standard deviation of the RMSE over the splits; NaN for a single split.</param>
    private readonly record struct Point(ComparedModel Model, double X, double Rmse, double Deviation)
    {
        public double Low => Rmse - (double.IsFinite(Deviation) ? Deviation : 0);

        public double High => Rmse + (double.IsFinite(Deviation) ? Deviation : 0);
    }

    /// <summary>The position of a label: the corner or side that faces its point, and the distance.</summary>
    private readonly record struct Placement(Alignment Alignment, float X, float Y)
    {
        public Box BoxOf(double x, double y, double width, double height)
        {
            var left = x + (X * PlotStyle.Scale) - (width * Alignment.HorizontalFraction());
            var top = y + (Y * PlotStyle.Scale) - (height * (1 - Alignment.VerticalFraction()));
            return new Box(left, top, left + width, top + height);
        }
    }

    /// <summary>A rectangle in pixels, from the upper left corner of the plot.</summary>
    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        public static Box Around((double X, double Y) point, double radius) =>
            new(point.X - radius, point.Y - radius, point.X + radius, point.Y + radius);

        public double Overlap(Box other) =>
            Math.Max(0, Math.Min(Right, other.Right) - Math.Max(Left, other.Left))
            * Math.Max(0, Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top));

        public double Outside(double width, double height) =>
            Math.Max(0, -Left) + Math.Max(0, Right - width) + Math.Max(0, -Top) + Math.Max(0, Bottom - height);
    }
}
