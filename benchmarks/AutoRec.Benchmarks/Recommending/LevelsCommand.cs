using System.CommandLine;
using System.Globalization;
using AutoRec.Examples;
using AutoRec.Recommending;
using AutoRec.Training;
using Spectre.Console;

namespace AutoRec.Benchmarks;

/// <summary>Measures the predicted distributions over rating levels on ratings that were not trained on.</summary>
internal sealed class LevelsCommand(RatingMatrix train, RatingMatrix test, RecommendationModel model)
{
    private const double HeldOutFraction = 0.1;
    private const int Bins = 10;

    private readonly RatingLevels _levels = model.Levels?.Levels is { Count: > 1 } levels ? levels : throw new UserErrorException(
        $"The ratings have one distinct value, or more than {RatingLevels.Most}; expected levels such as 1 to 5 stars.");

    /// <summary>The share of high ratings among those that were predicted to be high with about the same probability.</summary>
    private readonly (int Count, double Predicted, int Actual)[] _bins = new (int, double, int)[Bins];

    private double _logLoss;
    private double _frequencyLogLoss;
    private double _central;
    private double _medianErrors;
    private double _squares;

    public static Command Create(CancellationToken cancellationToken)
    {
        var data = Arguments.RequiredFile("--data", "Folder of a MovieLens release, or a ratings file, to train on");
        var test = Arguments.File("--test", "Ratings file to test on [default: a random tenth of --data, which is not trained on]");
        var seed = Arguments.WholeNumber("--seed", $"The random seed {Arguments.Default(1)}");
        var userBased = new Option<bool>("--user-based") { Description = "Encode users instead of items" };
        var command = new Command("levels", "Measures the predicted probabilities of the rating levels.") { data, test, seed, userBased };
        command.SetAction(result =>
        {
            var number = result.GetValue(seed) ?? 1;
            var path = result.GetValue(data)!;
            RatingMatrix[] parts = result.GetValue(test) is { } file ? RatingData.Load([path, file]) : Split(RatingData.Load(path), number);
            var variant = result.GetValue(userBased) ? AutoRecVariant.UserBased : AutoRecVariant.ItemBased;
            AnsiConsole.Status().Start("Training", _ =>
            {
                var model = RatingData.Train(parts[0], variant, number, cancellationToken);
                new LevelsCommand(parts[0], parts[1], model).Run();
            });
        });
        return command;

        static RatingMatrix[] Split(RatingMatrix ratings, int seed)
        {
            var (train, heldOut) = RatingSplit.HoldOut(ratings, HeldOutFraction, seed);
            return [train, heldOut];
        }
    }

    private void Run()
    {
        foreach (var user in test.RatedRows())
        {
            var person = Person.Of(model, user, train);
            for (var n = 0; n < test.CountOf(user); n++)
                Add(model.Estimate(person, test.ColumnsOf(user)[n]), test.ValuesOf(user)[n]);
        }

        double count = test.Count;
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"""
            {test.Count} ratings
            log-loss {_logLoss / count:F4} (level frequencies of the training ratings: {_frequencyLogLoss / count:F4})
            in the central 80 % (PIT) {100 * _central / count:F1} %
            MAE of the median {_medianErrors / count:F4}
            RMSE of the score {Math.Sqrt(_squares / count):F4}
            """));
        var high = _levels.Values[^2];
        var table = new Table().Border(TableBorder.Rounded).AddColumns("ratings", $"P(rating ≥ {Text(high, "G")})", "share of them");
        foreach (var (ratings, predicted, actual) in _bins.Where(bin => bin.Count > 0))
            table.AddRow(Text(ratings, "F0"), Text(predicted / ratings, "F3"), Text((double)actual / ratings, "F3"));
        AnsiConsole.Write(table);
    }

    private void Add(RatingEstimate estimate, float rating)
    {
        var level = _levels.LevelOf(rating);
        var probability = estimate.Levels[level].Probability;
        _logLoss -= Math.Log(probability);
        _frequencyLogLoss -= Math.Log(_levels.Frequencies[level]);

        // The probability integral transform of a level is uniform between the probabilities of less, and of less or equal.
        var below = estimate.Levels.Take(level).Sum(one => one.Probability);
        _central += Math.Max(0, Math.Min(0.9, below + probability) - Math.Max(0.1, below)) / probability;
        _medianErrors += Math.Abs(estimate.Median - rating);
        _squares += Math.Pow(estimate.Rating - (double)rating, 2);
        var high = estimate.ProbabilityAtLeast(_levels.Values[^2]);
        ref var bin = ref _bins[Math.Min(Bins - 1, (int)(high * Bins))];
        bin = (bin.Count + 1, bin.Predicted + high, bin.Actual + (rating >= _levels.Values[^2] ? 1 : 0));
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
