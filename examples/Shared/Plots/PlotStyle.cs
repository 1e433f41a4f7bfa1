using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace AutoRec.Examples;

/// <summary>The common style of the examples' images.</summary>
internal static class PlotStyle
{
    public const int Width = 1200;
    public const int Height = 720;
    public const double Scale = 1.5;

    // Most systems have one of these, and they are more legible than the default font.
    private static readonly string[] PreferredFonts = ["Segoe UI", "Helvetica Neue", "DejaVu Sans", "Liberation Sans", "Noto Sans"];

    /// <summary>Whether this system has fonts. Without fonts, as in some containers, images have no text.</summary>
    public static bool CanWriteText => SKTypeface.Default.ContainsGlyphs("RMSE");

    public static Plot Create(string title, string horizontal, string vertical)
    {
        var plot = new Plot { ScaleFactor = Scale };
        if (PreferredFonts.FirstOrDefault(SKFontManager.Default.FontFamilies.Contains) is { } font)
            plot.Font.Set(font);
        plot.Title(title, size: 16);
        plot.XLabel(horizontal, size: 13);
        plot.YLabel(vertical, size: 13);
        plot.Axes.Left.Label.Bold = false;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Top.IsVisible = false;
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        return plot;
    }

    /// <summary>Creates the ticks of an RMSE axis.</summary>
    public static NumericAutomatic CreateErrorTicks() => new()
    {
        TickDensity = 0.6,
        LabelFormatter = value => value.ToString("0.00##", CultureInfo.InvariantCulture),
    };

    /// <summary>Writes the plot as a PNG image.</summary>
    public static void Save(Plot plot, string path) => AtomicFile.Write(path, temporary =>
    {
        using var image = plot.GetImage(Width, Height);
        System.IO.File.WriteAllBytes(temporary, image.GetImageBytes(ImageFormat.Png));
    });

    /// <summary>The warning about an image that was written without text.</summary>
    public static string MissingFonts(string path) =>
        $"This system has no fonts, so '{path}' has no text. Install fonts, for example DejaVu.";
}
