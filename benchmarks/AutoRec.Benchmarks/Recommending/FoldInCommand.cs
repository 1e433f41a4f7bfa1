using System.CommandLine;
using System.Globalization;
using AutoRec.Examples;
using AutoRec.FoldIn;
using AutoRec.Recommending;
using AutoRec.Training;
using Spectre.Console;

namespace AutoRec.Benchmarks;

/// <summary>
/// Compares users that are folded in with users that were trained. Every tenth user of a random order is hidden from the training, some of
/// his ratings are given back, and the others are predicted.
/// </summary>
internal sealed class FoldInCommand(RatingMatrix ratings, int seed, Action<string> say, CancellationToken cancellationToken)
{
    private const int EveryUser = 10;

    private static readonly double[] Levels = [0.5, 0.8, 0.9];

    /// <summary>The numbers of given ratings; null stands for four fifths.</summary>
    private static readonly int?[] Given = [3, 5, 10, 20, null];

    private readonly HashSet<int> _hidden = Hide(ratings.RowCount, seed);

    /// <summary>The figures of a variant and a number of given ratings.</summary>
    internal sealed record Row(AutoRecVariant Variant, int? Given, Figures FoldedIn, Figures Trained);

    /// <summary>The RMSE of the predicted ratings, and the share of them in the 50, 80 and 90 % intervals.</summary>
    internal sealed record Figures(double Rmse, double[] Coverage);

    public static Command Create(CancellationToken cancellationToken)
    {
        var data = Arguments.RequiredFile("--data", "Folder of a MovieLens release, or a ratings file");
        var seed = Arguments.WholeNumber("--seed", $"The random seed {Arguments.Default(1)}");
        var json = Arguments.File("--json", "Also write the figures as JSON");
        var command = new Command("fold-in", "Compares new users that are folded in with trained ones, and measures the intervals.")
        {
            data, seed, json,
        };
        command.SetAction(result =>
        {
            var path = result.GetValue(json);
            AtomicFile.CheckCanWrite([], ("--json", path));
            var ratings = RatingData.Load(result.GetValue(data)!);
            Row[] rows = [];
            AnsiConsole.Status().Start("Training", status => rows = new FoldInCommand(
                ratings, result.GetValue(seed) ?? 1, text => status.Status(text), cancellationToken).Run());
            Print(rows);
            if (path is not null)
                WriteJson(path, rows);
        });
        return command;
    }

    private Row[] Run()
    {
        var rows = new List<Row>();
        foreach (var variant in Enum.GetValues<AutoRecVariant>())
        {
            say($"{variant}: training without the hidden users");
            var model = RatingData.Train(Keep(user => !_hidden.Contains(user)), variant, seed, cancellationToken);
            foreach (var given in Given)
            {
                var (train, test) = Split(given);
                var folded = Measure(test, user => Person.Of(model, Known(model, train, user)), model);
                say($"{variant}: training with {Describe(given)} ratings of the hidden users");
                var trained = RatingData.Train(train, variant, seed, cancellationToken);
                rows.Add(new(variant, given, folded, Measure(test, user => Person.Of(trained, user, train), trained)));
            }
        }

        return [.. rows];
    }

    /// <summary>The ratings of all users without those that are held out, and the held-out ratings of the hidden users.</summary>
    private (RatingMatrix Train, RatingMatrix Test) Split(int? given)
    {
        var isTest = new bool[ratings.Count];
        foreach (var user in _hidden)
        {
            var order = Enumerable.Range(ratings.RowPointers[user], ratings.CountOf(user)).ToArray();
            new RandomStream((ulong)(uint)seed, RandomStream.Purpose.ValidationSplit, first: user).Shuffle(order);
            foreach (var position in order.Skip(given ?? order.Length * 4 / 5))
                isTest[position] = true;
        }

        return (ratings.Where(position => !isTest[position]), ratings.Where(position => isTest[position]));
    }

    private RatingMatrix Keep(Func<int, bool> keep)
    {
        var userOf = new int[ratings.Count];
        for (var user = 0; user < ratings.RowCount; user++)
            userOf.AsSpan(ratings.RowPointers[user]..ratings.RowPointers[user + 1]).Fill(user);
        return ratings.Where(position => keep(userOf[position]));
    }

    private static KnownRatings Known(RecommendationModel model, RatingMatrix train, int user)
    {
        var known = new List<(int, float)>();
        for (var n = 0; n < train.CountOf(user); n++)
            known.Add((train.ColumnsOf(user)[n], train.ValuesOf(user)[n]));
        return KnownRatings.Check(model.Ratings, isUser: true, known);
    }

    private static Figures Measure(RatingMatrix test, Func<int, Person> personOf, RecommendationModel model)
    {
        var (squares, covered) = (0.0, new int[Levels.Length]);
        foreach (var user in test.RatedRows())
        {
            var person = personOf(user);
            for (var n = 0; n < test.CountOf(user); n++)
            {
                var rating = test.ValuesOf(user)[n];
                var estimate = model.Estimate(person, test.ColumnsOf(user)[n]);
                squares += (estimate.Rating - rating) * (double)(estimate.Rating - rating);
                for (var level = 0; level < Levels.Length; level++)
                {
                    var (low, high) = estimate.Interval(Levels[level]);
                    covered[level] += rating >= low && rating <= high ? 1 : 0;
                }
            }
        }

        return new(Math.Sqrt(squares / test.Count), Array.ConvertAll(covered, count => (double)count / test.Count));
    }

    internal static HashSet<int> Hide(int users, int seed)
    {
        var order = Enumerable.Range(0, users).ToArray();
        new RandomStream((ulong)(uint)seed, RandomStream.Purpose.Order).Shuffle(order);
        return [.. order.Take(users / EveryUser)];
    }

    private static string Describe(int? given) => given is { } count ? $"{count}" : "four fifths of the";

    private static void Print(IEnumerable<Row> rows)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("RMSE, and coverage of the 50, 80 and 90 % intervals")
            .AddColumns("variant", "given", "folded in", "coverage", "trained", "coverage");
        foreach (var (variant, given, folded, trained) in rows)
        {
            table.AddRow(
                Arguments.NameOf(variant), given?.ToString(CultureInfo.InvariantCulture) ?? "4/5",
                Text(folded.Rmse, "F4"), Coverage(folded), Text(trained.Rmse, "F4"), Coverage(trained));
        }

        AnsiConsole.Write(table);

        static string Coverage(Figures figures) => string.Join("  ", figures.Coverage.Select(share => Text(100 * share, "F1")));
        static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
    }

    private static void WriteJson(string path, IReadOnlyList<Row> rows)
    {
        var item = rows.Where(row => row.Variant == AutoRecVariant.ItemBased).ToList();
        double Rmse(int? given) => item.Single(row => row.Given == given).FoldedIn.Rmse;
        JsonReport.Write(path, new
        {
            given3Rmse = Rmse(3),
            given5Rmse = Rmse(5),
            given10Rmse = Rmse(10),
            given20Rmse = Rmse(20),
            fourFifthsRmse = Rmse(null),
            trainedRmse = item.Single(row => row.Given is null).Trained.Rmse,
            levels = Levels,
            rows = rows.Select(row => new { variant = Arguments.NameOf(row.Variant), row.Given, row.FoldedIn, row.Trained }),
        });
    }
}
