using Spectre.Console;

namespace AutoRec.Examples.Compare;

/// <summary>Shows the progress: a bar on a terminal, a line for each model and split in a file.</summary>
internal sealed class ComparisonProgress
{
    private const int StateWidth = 46;

    private readonly IAnsiConsole? _lines;
    private readonly ProgressTask? _bar;
    private int _done;

    private ComparisonProgress(IAnsiConsole? lines, ProgressTask? bar) => (_lines, _bar) = (lines, bar);

    /// <param name="console">The console; null to show nothing.</param>
    /// <param name="total">The number of models times the number of splits.</param>
    /// <param name="work">Does the work and reports its progress.</param>
    public static T Show<T>(IAnsiConsole? console, int total, Func<ComparisonProgress, T> work)
    {
        if (console is null || !ProgressBars.CanShow(console))
            return work(new ComparisonProgress(console, bar: null));

        return console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, ProgressBars.CreateColumn(), new RemainingTimeColumn())
            .Start(context => work(new ComparisonProgress(lines: null, context.AddTask("Training", maxValue: total))));
    }

    public void Begin(DataSplit split, ComparedModel model)
    {
        if (_bar is not null)
            _bar.Description = Markup.Escape($"{split.Name}: {model.Title}".PadRight(StateWidth)[..StateWidth]);
    }

    /// <param name="part">The finished part of the current training, from 0 to 1.</param>
    public void Report(double part)
    {
        if (_bar is not null)
            _bar.Value = _done + part;
    }

    public void End(ModelRun run)
    {
        _done++;
        Report(0);
        var ratings = run.Ratings is { Errors: var errors } ? FormattableString.Invariant($"RMSE {errors.RootMeanSquaredError:F4}  ") : "";
        var lists = run.Lists is { NormalizedDiscountedCumulativeGain: var gain } ? FormattableString.Invariant($"NDCG {gain:F4}  ") : "";
        _lines?.WriteLine(FormattableString.Invariant(
            $"{run.Split.Name,-8} {run.Model.Title,-26} {ratings}{lists}{run.TrainSeconds,6:F2} s"));
    }
}
