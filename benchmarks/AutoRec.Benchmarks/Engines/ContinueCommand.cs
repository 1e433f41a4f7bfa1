using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AutoRec.Examples;
using AutoRec.Training;
using Microsoft.ML;
using Spectre.Console;

namespace AutoRec.Benchmarks;

/// <summary>
/// Compares a full training with one that continues from an earlier model. A tenth of the ratings is held out first. The earlier model is
/// trained on nine tenths of the others, or on those of some users, and both trainings then on all of the others.
/// </summary>
internal sealed class ContinueCommand(RatingMatrix users, int seed, AutoRecTrainer.Options options)
{
    private const double HeldOutFraction = 0.1;
    private const double NewFraction = 0.1;

    private readonly MLContext _mlContext = new(seed);

    /// <summary>A rating with the ids of its user and item.</summary>
    public sealed record Rating(int UserId, int ItemId, float Label);

    /// <summary>The figures of a training: seconds of the whole <c>Fit</c>, of all processors and by the clock; epochs and RMSE.</summary>
    internal sealed record Figures(double CpuSeconds, double Seconds, int Epochs, double Rmse);

    public static Command Create(CancellationToken cancellationToken)
    {
        var data = Arguments.RequiredFile("--data", "Folder of a MovieLens release, or a ratings file");
        var seeds = Arguments.WholeNumber("--seed", $"The random seed {Arguments.Default(1)}");
        var userBased = new Option<bool>("--user-based") { Description = "Encode users instead of items" };
        var torch = new Option<bool>("--torch") { Description = "Train with TorchSharp" };
        var newUsers = Arguments.Number(
            "--new-users",
            "Fraction of the users whose ratings the earlier model lacks [default: a tenth of all ratings instead]",
            "a number between 0 and 1",
            value => value is > 0 and < 1);
        var json = Arguments.File("--json", "Also write the figures as JSON");
        var command = new Command("continue", "Compares a full training with one that continues from an earlier model.")
        {
            data, seeds, userBased, torch, newUsers, json,
        };
        command.SetAction(result =>
        {
            var (path, seed) = (result.GetValue(json), result.GetValue(seeds) ?? 1);
            AtomicFile.CheckCanWrite([], ("--json", path));
            var options = new AutoRecTrainer.Options
            {
                MatrixColumnIndexColumnName = "user",
                MatrixRowIndexColumnName = "item",
                Variant = result.GetValue(userBased) ? AutoRecVariant.UserBased : AutoRecVariant.ItemBased,
                Engine = result.GetValue(torch) ? TrainingEngine.Torch : TrainingEngine.Auto,
                Seed = seed,
                CancellationToken = cancellationToken,
            };
            var run = new ContinueCommand(RatingData.Load(result.GetValue(data)!), seed, options);
            var (full, continued) = run.Compare(result.GetValue(newUsers));
            var (cpu, rmse) = (continued.CpuSeconds / full.CpuSeconds, continued.Rmse - full.Rmse);
            AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cpu:P1} of the CPU time, RMSE {rmse:+0.0000;-0.0000}"));
            if (path is not null)
                JsonReport.Write(path, new { full, continued, cpuRatio = cpu, rmseDifference = rmse });
        });
        return command;
    }

    private (Figures Full, Figures Continued) Compare(double? newUsers)
    {
        var (train, heldOut) = RatingSplit.HoldOut(users, HeldOutFraction, seed);
        var first = newUsers is { } fraction ? WithoutUsers(train, fraction) : RatingSplit.HoldOut(train, NewFraction, seed).Train;
        var (all, test) = (View(train), View(heldOut));
        var table = new Table().Border(TableBorder.Rounded).AddColumns("training", "ratings", "epochs", "CPU s", "s", "RMSE");
        var trainer = _mlContext.Recommendation().Trainers.AutoRec(options);
        var (previous, earlier) = Fit(trainer, View(first), test);
        Add("earlier model", first.Count, earlier);
        var (_, full) = Fit(trainer, all, test);
        Add("full", train.Count, full);
        var (_, continued) = Fit(trainer.ContinueFrom(previous, all.Schema), all, test);
        Add("continued", train.Count, continued);
        AnsiConsole.Write(table);
        return (full, continued);

        void Add(string name, int count, Figures figures) => table.AddRow(
            name,
            Text(count, "N0"),
            Text(figures.Epochs, "F0"),
            Text(figures.CpuSeconds, "F2"),
            Text(figures.Seconds, "F2"),
            Text(figures.Rmse, "F4"));
    }

    private (ITransformer Model, Figures Figures) Fit(AutoRecTrainer trainer, IDataView ratings, IDataView test)
    {
        var keys = _mlContext.Transforms.Conversion.MapValueToKey("user", nameof(Rating.UserId))
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("item", nameof(Rating.ItemId)));
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var (before, clock) = (process.TotalProcessorTime, Stopwatch.StartNew());
        var model = keys.Append(trainer).Fit(ratings);
        process.Refresh();
        var (cpu, seconds) = ((process.TotalProcessorTime - before).TotalSeconds, clock.Elapsed.TotalSeconds);
        var rmse = _mlContext.Recommendation().Evaluate(model.Transform(test)).RootMeanSquaredError;
        return (model, new(cpu, seconds, model.LastTransformer.Card!.Epochs!.Value, rmse));
    }

    private RatingMatrix WithoutUsers(RatingMatrix train, double fraction)
    {
        var isNew = HoldOut.AtRandom(train.RowCount, fraction, seed);
        var userOf = new int[train.Count];
        for (var user = 0; user < train.RowCount; user++)
            userOf.AsSpan(train.RowPointers[user]..train.RowPointers[user + 1]).Fill(user);
        return train.Where(position => !isNew[userOf[position]]);
    }

    private IDataView View(RatingMatrix ratings) => _mlContext.Data.LoadFromEnumerable(
        RatingSplit.All(ratings).Select(one => new Rating(one.Row, one.Column, one.Rating)).ToArray());

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
