using Spectre.Console;

namespace AutoRec.Examples;

/// <summary>Colors that are legible on light and dark terminals. They are never the only distinction.</summary>
internal static class Palette
{
    public static readonly Style Accent = new(Color.DarkCyan);
    public static readonly Style Second = new(Color.DarkOrange);
    public static readonly Style Faint = new(Color.Grey);
    public static readonly Style Strong = new(decoration: Decoration.Bold);
}
