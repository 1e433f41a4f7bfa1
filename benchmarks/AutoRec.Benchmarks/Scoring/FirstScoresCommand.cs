using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using AutoRec.Examples;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Benchmarks;

/// <summary>
/// Compares the first scores of a process with later ones. Each round starts this program again for each way to score, because the runtime
/// optimizes code only after some use.
/// </summary>
internal static class FirstScoresCommand
{
    private const int FirstScores = 300_000;
    private const int LaterScores = 3_000_000;

    private static readonly string[] Notes =
    [
        $"first: the first {FirstScores:N0} scores of a fresh process; later: {LaterScores:N0} scores after them.",
        "model: model.Score(item, user).",
        "view: the Score column over keys in memory, read by one cursor; its first scores include ML.NET's start.",
    ];

    public static Command Create(CancellationToken cancellationToken)
    {
        var options = new MeasuringOptions(Shape.MovieLens100K);
        var model = new Option<string?>("--child-model") { Description = "The model of a child process", Hidden = true };
        var view = new Option<bool>("--child-view") { Description = "Whether a child process scores a view", Hidden = true };
        var command = new Command("first-scores", "Compares the first scores of a process with later ones.") { model, view };
        options.AddTo(command);
        command.SetAction(result =>
        {
            if (result.GetValue(model) is { } file)
                RunChild(file, result.GetValue(view));
            else
                Run(options.Shape(result), options.Rounds(result), options.Json(result), cancellationToken);
        });
        return command;
    }

    private static void Run(Shape shape, int rounds, string? json, CancellationToken cancellationToken)
    {
        using var setup = new ScoringSetup(shape, hidden: 512);
        var file = Path.Combine(Path.GetTempPath(), $"autorec-{Guid.NewGuid():N}.zip");
        setup.MLContext.Model.Save(setup.Predictor, setup.Keyed.Schema, file);
        try
        {
            string[] names = ["model, first", "model, later", "view, first", "view, later"];
            string[] ofModel = ["--child-model", file], ofView = [.. ofModel, "--child-view"];
            var rates = Enumerable.Range(0, rounds)
                .Select(_ => (double[])[.. StartChild(ofModel, cancellationToken), .. StartChild(ofView, cancellationToken)])
                .ToArray();
            var figures = names.Select((name, i) => new Figure(name, "scores/s", [.. rates.Select(round => round[i])], null)).ToArray();
            FigureReport.Print($"Scores per second, 512 hidden units, size of {shape.Name}", figures, Notes);
            if (json is not null)
                FigureReport.WriteJson(json, shape, figures, new { FirstScores, LaterScores });
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static double[] StartChild(string[] arguments, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var rates = ChildProcess.Run(["first-scores", .. arguments]).Split(' ');
        return Array.ConvertAll(rates, rate => double.Parse(rate, CultureInfo.InvariantCulture));
    }

    /// <summary>Prints the rate of the first scores and that of later ones.</summary>
    private static void RunChild(string file, bool scoreView)
    {
        var mlContext = new MLContext();
        var transformer = (AutoRecPredictionTransformer<AutoRecModelParameters>)mlContext.Model.Load(file, out _);
        Func<int, double> score = scoreView
            ? count => ScoreView(mlContext, transformer, count)
            : count => ScoreModel(transformer.Model, count);
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{Rate(FirstScores, score):R} {Rate(LaterScores, score):R}"));
    }

    private static double Rate(int count, Func<int, double> score)
    {
        var clock = Stopwatch.StartNew();
        if (!double.IsFinite(score(count)))
            throw new InvalidOperationException("The scores are not finite.");
        return count / clock.Elapsed.TotalSeconds;
    }

    private static double ScoreModel(AutoRecModelParameters model, int count)
    {
        var sum = 0.0;
        for (int i = 0, item = 0, user = 0; i < count; i++)
        {
            sum += model.Score(item, user);
            item = item + 1 < model.ItemCount ? item + 1 : 0;
            user = user + 7 < model.UserCount ? user + 7 : user + 7 - model.UserCount;
        }

        return sum;
    }

    private static double ScoreView(MLContext mlContext, AutoRecPredictionTransformer<AutoRecModelParameters> transformer, int count)
    {
        var model = transformer.Model;
        var schema = SchemaDefinition.Create(typeof(Pair));
        schema[transformer.MatrixColumnIndexColumnName].ColumnType = new KeyDataViewType(typeof(uint), (ulong)model.UserCount);
        schema[transformer.MatrixRowIndexColumnName].ColumnType = new KeyDataViewType(typeof(uint), (ulong)model.ItemCount);
        var pair = new Pair();
        var pairs = Enumerable.Range(0, count).Select(i =>
        {
            (pair.item, pair.user) = ((uint)(i % model.ItemCount) + 1, (uint)(i % model.UserCount) + 1);
            return pair;
        });
        var scored = transformer.Transform(mlContext.Data.LoadFromEnumerable(pairs, schema));
        return ViewReading.SumScores(scored.GetRowCursor([scored.Schema["Score"]]));
    }

    private sealed class Pair
    {
        public uint item;
        public uint user;
    }
}
