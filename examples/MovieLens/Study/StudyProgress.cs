using System.Diagnostics;
using AutoRec.Search;
using Spectre.Console;

namespace AutoRec.Examples.MovieLens;

/// <summary>Shows the progress of a study: a bar on a terminal, a line for each sweep in a file.</summary>
internal static class StudyProgress
{
    public static void Show(IAnsiConsole console, int total, Action<Action<Sweep, SearchProgress>> run)
    {
        var (clock, done, known) = (Stopwatch.StartNew(), 0, 0);
        Show(console, total, clock, report => run((sweep, progress) =>
        {
            report(sweep, done);
            done++;
            known += progress.FromJournal ? 1 : 0;
        }));
        var others = known > 0 ? $"; {known} more were in the journals" : "";
        console.WriteLine(FormattableString.Invariant($"{done - known} trainings, {clock.Elapsed.TotalMinutes:F1} minutes{others}"));
    }

    private static void Show(IAnsiConsole console, int total, Stopwatch clock, Action<Action<Sweep, int>> run)
    {
        if (ProgressBars.CanShow(console))
        {
            var name = new TaskDescriptionColumn { Alignment = Justify.Left };
            console.Progress().AutoClear(true)
                .Columns(name, ProgressBars.CreateColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(context =>
                {
                    var task = context.AddTask("Study", maxValue: total);
                    run((sweep, _) =>
                    {
                        task.Description = sweep.Title;
                        task.Increment(1);
                    });
                });
            return;
        }

        var last = "";
        run((sweep, done) =>
        {
            if (sweep.Name != last)
            {
                console.WriteLine(FormattableString.Invariant(
                    $"{sweep.Title}: {done} of {total} trainings done, {clock.Elapsed.TotalMinutes:F1} minutes"));
            }

            last = sweep.Name;
        });
    }
}
