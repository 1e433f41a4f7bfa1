using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AutoRec.Examples;
using AutoRec.Search;
using Spectre.Console;

namespace AutoRec.Benchmarks;

/// <summary>
/// Measures settings on held-out ratings of several real data sets, to choose defaults that hold on all of them. It reads files of training
/// ratings only. Measurements are kept in a journal, so an interrupted run goes on where it stopped. The journal knows a setting by its
/// options, so a change of the code needs a new journal.
/// </summary>
internal sealed class ProtocolCommand(
    IReadOnlyList<ProtocolSetting> settings,
    IReadOnlyList<ProtocolData> data,
    int[] seeds,
    SearchJournal journal,
    CancellationToken cancellationToken)
{
    private readonly Lock _lock = new();

    public static Command Create(CancellationToken cancellationToken)
    {
        var file = Arguments.RequiredFile(
            "--settings", "JSON file: an object with the options of each setting; the first one is the reference");
        var root = Arguments.RequiredFile("--data", "Folder with ml-100k, ml-latest-small, ml-1m-train and movietweetings-train");
        var output = Arguments.RequiredFile("--journal", "File of the measurements; those that it has are not repeated");
        var only = Arguments.Parsed<string[]?>(
            "--only",
            "NAME,NAME",
            "Data sets to measure, such as u1,ml-1m [default: all]",
            "names separated by commas",
            text => text.Split(','));
        var seeds = Arguments.WholeNumbers(
            "--seeds", $"Seeds of the hold-outs and trainings {Arguments.Default("1,2")}", "numbers such as 1,2");
        var command = new Command("protocol", "Measures settings on hold-outs of several real data sets.")
        {
            file, root, output, only, seeds,
        };
        command.SetAction(result =>
        {
            var all = ProtocolData.All(result.GetValue(root)!);
            string[] names = result.GetValue(only) is { Length: > 0 } some ? some : [.. all.Select(one => one.Name)];
            if (names.FirstOrDefault(name => all.All(one => one.Name != name)) is { } unknown)
            {
                throw new UserErrorException(
                    $"--only has '{unknown}'; expected some of {string.Join(", ", all.Select(one => $"'{one.Name}'"))}.");
            }

            using var journal = new SearchJournal(result.GetValue(output)!, SearchJournal.Rmse);
            var run = new ProtocolCommand(
                ProtocolSetting.ReadAll(result.GetValue(file)!),
                [.. all.Where(one => names.Contains(one.Name))],
                result.GetValue(seeds) is { Length: > 0 } chosen ? chosen : [1, 2],
                journal,
                cancellationToken);
            run.Measure();
            run.Print();
        });
        return command;
    }

    /// <summary>Makes the missing measurements. Each training takes one thread.</summary>
    private void Measure()
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        AnsiConsole.Progress().AutoClear(true).Start(progress =>
        {
            var task = progress.AddTask("Training", maxValue: data.Count * seeds.Length * settings.Count);
            foreach (var one in data)
            {
                var missing = (
                    from setting in settings
                    from seed in seeds
                    where Find(one, setting, seed) is null
                    select (setting, seed)).ToArray();
                task.Increment((settings.Count * seeds.Length) - missing.Length);
                if (missing.Length == 0)
                    continue;
                task.Description = one.Name;
                var ratings = one.Load();
                Parallel.ForEach(missing, parallel, todo =>
                {
                    var measurement = Measure(one, ratings, todo.setting, todo.seed);
                    lock (_lock)
                        journal.Add(measurement);
                    task.Increment(1);
                });
            }
        });
    }

    private SearchMeasurement Measure(ProtocolData one, RatingMatrix ratings, ProtocolSetting setting, int seed)
    {
        var (train, heldOut) = ProtocolData.Split(ratings, seed);
        var clock = Stopwatch.StartNew();
        var score = setting.Train(train, seed, cancellationToken);
        var seconds = clock.Elapsed.TotalSeconds;
        double squares = 0;
        for (var row = 0; row < heldOut.RowCount; row++)
        {
            var columns = heldOut.ColumnsOf(row);
            var values = heldOut.ValuesOf(row);
            for (var i = 0; i < columns.Length; i++)
                squares += Math.Pow(score(row, columns[i]) - values[i], 2);
        }

        return new(one.Name, setting.Text, seed, Math.Sqrt(squares / heldOut.Count), seconds);
    }

    private SearchMeasurement? Find(ProtocolData one, ProtocolSetting setting, int seed) => journal.Find(one.Name, setting.Text, seed);

    private void Print()
    {
        var table = new Table().Border(TableBorder.Markdown).AddColumn("setting");
        foreach (var one in data)
            table.AddColumn(one.Name);
        table.AddColumns("mean", "worst", "s");
        foreach (var setting in settings)
        {
            var rmse = data.Select(one => Mean(one, setting, m => m.Metric)).ToArray();
            var changes = data.Select((one, n) => (rmse[n] / Mean(one, settings[0], m => m.Metric)) - 1).ToArray();
            var seconds = data.Sum(one => Mean(one, setting, m => m.Seconds));
            table.AddRow(
            [
                setting.Name,
                .. rmse.Zip(changes, (value, change) => setting == settings[0] ? Text(value, "F4") : Percent(change)),
                Percent(changes.Average()),
                Percent(changes.Max()),
                Text(seconds, "F0"),
            ]);
        }

        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 200);
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(
            "First row: RMSE of a held-out random tenth, mean of the seeds. Others: change relative to it in percent; less is better. s: "
            + "seconds of all trainings of one seed, on one thread.");
    }

    private double Mean(ProtocolData one, ProtocolSetting setting, Func<SearchMeasurement, double> figure) =>
        seeds.Average(seed => figure(Find(one, setting, seed)!));

    private static string Percent(double change) => (100 * change).ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
