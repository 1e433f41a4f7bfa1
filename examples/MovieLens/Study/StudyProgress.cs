using System.Diagnostics;
using Spectre.Console;

namespace AutoRec.Examples.MovieLens;

/// <summary>Shows how far a study is: a bar on a terminal, a line for each part in a file.</summary>
internal static class StudyProgress
{
    public static void Show(IAnsiConsole console, int total, Action<Action<Sweep, SearchMeasurement>> run)
    {
        if (ProgressBars.CanShow(console))
        {
            console.Progress().AutoClear(true)
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, ProgressBars.CreateColumn(), new PercentageColumn(), new RemainingTimeColumn())
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

        var (done, clock, last) = (0, Stopwatch.StartNew(), "");
        run((sweep, _) =>
        {
            if (sweep.Name != last)
                console.WriteLine(FormattableString.Invariant($"{sweep.Title}: {done} of {total} trainings done, {clock.Elapsed.TotalMinutes:F1} minutes"));
            last = sweep.Name;
            done++;
        });
        console.WriteLine(FormattableString.Invariant($"{done} trainings, {clock.Elapsed.TotalMinutes:F1} minutes"));
    }
}
