using Spectre.Console;

namespace AutoRec.Examples;

/// <summary>The style of progress bars.</summary>
internal static class ProgressBars
{
    /// <summary>Whether the console is a terminal that can redraw a bar.</summary>
    public static bool CanShow(IAnsiConsole console) =>
        console.Profile.Capabilities.Interactive && console.Profile.Capabilities.Ansi && !Console.IsOutputRedirected;

    public static ProgressBarColumn CreateColumn() => new()
    {
        CompletedStyle = Palette.Accent,
        FinishedStyle = Palette.Accent,
        RemainingStyle = Palette.Faint,
    };
}
