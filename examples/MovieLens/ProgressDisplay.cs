using Spectre.Console;
using Spectre.Console.Rendering;

namespace AutoRec.Examples.MovieLens;

/// <summary>Shows the progress of a training: a bar on a terminal, a few lines in a file.</summary>
internal static class ProgressDisplay
{
    private const int Lines = 10;

    // Fits three digits of epochs, and validation.
    private const int NameWidth = 10;
    private const int StateWidth = 51;

    /// <param name="console">The console.</param>
    /// <param name="train">Trains, and calls its argument after each epoch.</param>
    public static T Show<T>(IAnsiConsole console, Func<Action<TrainingProgress>, T> train) =>
        ProgressBars.CanShow(console)
            ? ShowBar(console, train)
            : ShowLines(console, train);

    private static T ShowBar<T>(IAnsiConsole console, Func<Action<TrainingProgress>, T> train)
    {
        var bar = ProgressBars.CreateColumn();
        bar.Width = Math.Clamp(console.Profile.Width - NameWidth - StateWidth - 2, 8, 40);
        var name = new TaskDescriptionColumn { Alignment = Justify.Left };
        return console.Progress().AutoClear(false).Columns(name, bar, new StateColumn()).Start(context =>
        {
            ProgressTask? task = null;
            return train(progress =>
            {
                if (task is null || task.Tag is TrainingProgress { IsRefit: false } && progress.IsRefit)
                {
                    task?.StopTask();
                    task = context.AddTask(NameOf(progress), maxValue: progress.Epochs);
                }

                task.Tag = progress;
                task.Value = progress.Epoch;
            });
        });
    }

    private static T ShowLines<T>(IAnsiConsole console, Func<Action<TrainingProgress>, T> train)
    {
        console.WriteLine();
        var result = train(progress => WriteLine(console, progress));
        console.WriteLine();
        return result;
    }

    private static void WriteLine(IAnsiConsole console, TrainingProgress progress)
    {
        var part = progress.Epoch * Lines / progress.Epochs;
        if (part > (progress.Epoch - 1) * Lines / progress.Epochs)
            console.WriteLine($"{NameOf(progress)}: epoch {Describe(progress)}");
    }

    private static string NameOf(TrainingProgress progress) => progress.IsRefit ? "Retraining" : "Training";

    private static string Describe(TrainingProgress progress)
    {
        var validation = progress.ValidationRmse is { } rmse ? FormattableString.Invariant($"  validation {rmse:F4}") : "";
        var left = FormattableString.Invariant($"{(int)progress.Remaining.TotalMinutes}:{progress.Remaining.Seconds:00} left");
        return FormattableString.Invariant($"{progress.Epoch}/{progress.Epochs}  RMSE {progress.TrainingRmse:F4}{validation}  {left}");
    }

    /// <summary>The state to the right of the bar.</summary>
    private sealed class StateColumn : ProgressColumn
    {
        public override int? GetColumnWidth(RenderOptions options) => StateWidth;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Tag is TrainingProgress progress ? Describe(progress) : "");
    }
}
