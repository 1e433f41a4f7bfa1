// Draws build/icon.png, the icon of the packages: an autoencoder that predicts a star. Run: dotnet run build/DrawIcon.cs
#:package SkiaSharp
#:package SkiaSharp.NativeAssets.Linux.NoDependencies

using System.Runtime.CompilerServices;
using SkiaSharp;

const int Size = 128;
const float NodeRadius = 8;
SKPoint[] inputs = [.. Column(x: 26, count: 4)], code = [.. Column(x: 64, count: 2)], outputs = [.. Column(x: 102, count: 4)];

using var surface = SKSurface.Create(new SKImageInfo(Size, Size));
var canvas = surface.Canvas;
using var paint = new SKPaint { IsAntialias = true, StrokeWidth = 2.5f };

paint.Color = SKColor.Parse("#2B2350");
canvas.DrawRoundRect(new SKRect(0, 0, Size, Size), 24, 24, paint);

paint.Color = SKColor.Parse("#8A7FC7");
foreach (var unit in code)
{
    foreach (var node in inputs.Concat(outputs))
        canvas.DrawLine(unit, node, paint);
}

paint.Color = SKColors.White;
foreach (var node in inputs.Concat(code).Concat(outputs.Skip(1)))
    canvas.DrawCircle(node, NodeRadius, paint);

paint.Color = SKColor.Parse("#FFC83D");
canvas.DrawPath(Star(outputs[0], outer: 17, inner: 7), paint);

using var png = surface.Snapshot().Encode(SKEncodedImageFormat.Png, quality: 100);
File.WriteAllBytes(Path.Combine(ScriptFolder(), "icon.png"), png.ToArray());

static IEnumerable<SKPoint> Column(float x, int count) =>
    Enumerable.Range(0, count).Select(row => new SKPoint(x, (Size / 2f) + ((row - ((count - 1) / 2f)) * 27)));

static SKPath Star(SKPoint center, float outer, float inner)
{
    var corners = Enumerable.Range(0, 10).Select(corner =>
    {
        var (sine, cosine) = MathF.SinCos(corner * MathF.PI / 5);
        var radius = corner % 2 == 0 ? outer : inner;
        return new SKPoint(center.X + (radius * sine), center.Y - (radius * cosine));
    });
    var star = new SKPath();
    star.AddPoly([.. corners]);
    return star;
}

static string ScriptFolder([CallerFilePath] string script = "") => Path.GetDirectoryName(script)!;
