using Spectre.Console;

namespace AutoRec.Examples;

/// <summary>The few colors in use: legible on light and dark terminals, and never the only thing that tells two things apart.</summary>
internal static class Palette
{
    public static readonly Style Accent = new(Color.DarkCyan);
    public static readonly Style Second = new(Color.DarkOrange);
    public static readonly Style Faint = new(Color.Grey);
    public static readonly Style Strong = new(decoration: Decoration.Bold);
}
