using ScottPlot;

namespace AutoRec.Examples.Compare;

/// <summary>Draws a labeled point for each model.</summary>
internal static class LabeledPoints
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
        .. Distant(16), .. Distant(32), .. Distant(48), .. Distant(64),
    ];

    /// <summary>Adds points to a plot whose axes have their limits.</summary>
    public static void Add(Plot plot, List<LabeledPoint> points)
    {
        foreach (var point in points)
            AddPoint(plot, point);
        AddLabels(plot, points);
    }

    private static void AddPoint(Plot plot, LabeledPoint point)
    {
        var color = ColorOf(point.Model);
        plot.Add.Marker(point.X, point.Y, MarkerShape.FilledCircle, size: 9, color);
        if (!double.IsFinite(point.Deviation))
            return;
        var bar = plot.Add.ErrorBar([point.X], [point.Y], [point.Deviation]);
        bar.Color = color.WithAlpha(0.5);
    }

    /// <summary>Places each label where it covers the least of the points and the other labels.</summary>
    private static void AddLabels(Plot plot, List<LabeledPoint> points)
    {
        var limits = plot.Axes.GetLimits();
        var taken = points.ConvertAll(point => Box.Around(PixelOf(point), 7 * PlotStyle.Scale));
        foreach (var point in points.OrderBy(point => point.Y))
        {
            var size = (Width: point.Model.Title.Length * LetterWidth, Height: LineHeight);
            var (x, y) = PixelOf(point);
            var best = Placements.MinBy(placement => Cost(placement.BoxOf(x, y, size.Width, size.Height)));
            taken.Add(best.BoxOf(x, y, size.Width, size.Height));

            var label = plot.Add.Text(point.Model.Title, point.X, point.Y);
            label.LabelFontSize = LabelSize;
            label.LabelFontColor = ColorOf(point.Model);
            label.LabelAlignment = best.Alignment;
            label.OffsetX = best.X;
            label.OffsetY = best.Y;
            if (best.IsDistant)
                AddLine(point, best);
        }

        void AddLine(LabeledPoint point, Placement to)
        {
            var x = point.X + (to.X * PlotStyle.Scale / PlotWidth * limits.HorizontalSpan);
            var y = point.Y - (to.Y * PlotStyle.Scale / PlotHeight * limits.VerticalSpan);
            plot.Add.Line(point.X, point.Y, x, y).Color = ColorOf(point.Model).WithAlpha(0.5);
        }

        (double X, double Y) PixelOf(LabeledPoint point) => (
            (point.X - limits.Left) / limits.HorizontalSpan * PlotWidth,
            (limits.Top - point.Y) / limits.VerticalSpan * PlotHeight);

        double Cost(Box box) => taken.Sum(other => other.Overlap(box)) + (1000 * box.Outside(PlotWidth, PlotHeight));
    }

    // Above and below the other places, for points that lie close together.
    private static Placement[] Distant(float distance) =>
    [
        new(Alignment.MiddleLeft, 22, -distance), new(Alignment.MiddleRight, -22, -distance),
        new(Alignment.MiddleLeft, 22, distance), new(Alignment.MiddleRight, -22, distance),
    ];

    private static Color ColorOf(ComparedModel model) => model.Factorization switch
    {
        FactorizationKind.None when model.Name.StartsWith("autorec", StringComparison.Ordinal) => Colors.Teal,
        FactorizationKind.None => Colors.Gray.Darken(0.3),
        _ => Colors.DarkOrange.Darken(0.2),
    };

    /// <summary>The position of a label: the corner or side that faces its point, and the distance.</summary>
    private readonly record struct Placement(Alignment Alignment, float X, float Y)
    {
        /// <summary>Whether a line is needed to see which point the label belongs to.</summary>
        public bool IsDistant => Math.Abs(Y) > 10;

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

/// <param name="Model">The model.</param>
/// <param name="X">The position on the horizontal axis.</param>
/// <param name="Y">The mean over the splits.</param>
/// <param name="Deviation">The standard deviation over the splits; NaN for a single split.</param>
internal readonly record struct LabeledPoint(ComparedModel Model, double X, double Y, double Deviation)
{
    public double Low => Y - (double.IsFinite(Deviation) ? Deviation : 0);

    public double High => Y + (double.IsFinite(Deviation) ? Deviation : 0);
}
