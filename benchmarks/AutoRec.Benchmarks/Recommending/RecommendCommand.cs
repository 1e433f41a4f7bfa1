using System.CommandLine;
using System.Diagnostics;
using AutoRec.Examples;
using AutoRec.Recommending;
using Spectre.Console;

namespace AutoRec.Benchmarks;

/// <summary>Measures recommending with generated ratings: one new user on one thread, and all users on all threads.</summary>
internal static class RecommendCommand
{
    private const int Count = 10;
    private const int NewUsers = 20;
    private const int Rounds = 7;
    private const int DefaultEpochs = 2;

    private static readonly int[] GivenRatings = [50, 200, 600, 2000];

    public static Command Create(CancellationToken cancellationToken)
    {
        var shapes = Shape.CreateOption(Shape.MovieLens100K);
        var epochs = Arguments.WholeNumber(
            "--epochs", $"Epochs of the training, which hardly change the speed {Arguments.Default(DefaultEpochs)}", minimum: 1);
        var json = Arguments.File("--json", "Also write the figures as JSON");
        var command = new Command("recommend", "Measures recommendations for a new user and for all users, with generated ratings.")
        {
            shapes, epochs, json,
        };
        command.SetAction(result =>
        {
            var path = result.GetValue(json);
            AtomicFile.CheckCanWrite([], ("--json", path));
            Run(result.GetValue(shapes) ?? Shape.MovieLens100K, result.GetValue(epochs) ?? DefaultEpochs, path, cancellationToken);
        });
        return command;
    }

    private static void Run(Shape shape, int epochs, string? json, CancellationToken cancellationToken)
    {
        var generated = RatingGenerator.Generate(shape.Users, shape.Items, shape.Ratings);
        var users = RatingMatrix.Create(shape.Users, shape.Items, generated.Users, generated.Items, generated.Stars);
        RecommendationModel? model = null;
        AnsiConsole.Status().Start(
            "Training", _ => model = RatingData.Train(users, AutoRecVariant.ItemBased, seed: 1, cancellationToken, epochs));
        var recommender = new Recommender<int, int>(
            model!, [.. Enumerable.Range(0, shape.Users)], [.. Enumerable.Range(0, shape.Items)], history: null);

        var newUser = GivenRatings.Where(given => users.RatedRows().Any(user => users.CountOf(user) >= given)).Select(given =>
        {
            var newcomers = Newcomers(users, given);
            var milliseconds = Milliseconds(() =>
            {
                foreach (var ratings in newcomers)
                    recommender.Recommend(ratings, Count);
            }) / newcomers.Count;
            return (Given: given, Milliseconds: milliseconds);
        }).ToList();
        var everyUser = Enumerable.Range(0, shape.Users).ToArray();
        var allUsers = Milliseconds(() => recommender.RankAll(everyUser, Count));

        foreach (var (given, milliseconds) in newUser)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"A new user with {given} ratings, fold-in and top {Count} of {shape.Items} items, one thread: {milliseconds:F2} ms"));
        }

        Console.WriteLine(FormattableString.Invariant(
            $"The top {Count} of all {shape.Users} users, {Environment.ProcessorCount} threads: {allUsers:F0} ms"));
        Console.WriteLine($"Medians of {Rounds} rounds.");
        if (json is not null)
        {
            var ofNewUser = newUser.ToDictionary(row => row.Given, row => row.Milliseconds);
            JsonReport.Write(json, new { shape, newUserMilliseconds = ofNewUser, allUsersMilliseconds = allUsers });
        }
    }

    /// <summary>The ratings of some users with the most ratings, cut to the wanted number.</summary>
    private static List<(int Item, float Rating)[]> Newcomers(RatingMatrix users, int given)
    {
        var most = users.RatedRows().Where(user => users.CountOf(user) >= given).OrderByDescending(users.CountOf).Take(NewUsers);
        return [.. most.Select(user =>
        {
            var step = Math.Max(1, users.CountOf(user) / given);
            var all = users.ColumnsOf(user).ToArray().Zip(users.ValuesOf(user).ToArray());
            return all.Where((_, n) => n % step == 0).Take(given).ToArray();
        })];
    }

    private static double Milliseconds(Action work)
    {
        work(); // The runtime compiles it.
        var rounds = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            work();
            rounds.Add(clock.Elapsed.TotalMilliseconds);
        }

        return Benchmarks.Rounds.Median(rounds);
    }
}
