using Spectre.Console;

namespace AutoRec.Examples;

/// <summary>How bars of progress look, and where there can be any.</summary>
internal static class ProgressBars
{
    /// <summary>Whether this is a terminal that can draw over what it has drawn; a file gets lines.</summary>
    public static bool CanShow(IAnsiConsole console) =>
        console.Profile.Capabilities.Interactive && console.Profile.Capabilities.Ansi && !Console.IsOutputRedirected;

    public static ProgressBarColumn CreateColumn() => new() { CompletedStyle = Palette.Accent, FinishedStyle = Palette.Accent, RemainingStyle = Palette.Faint };
}
