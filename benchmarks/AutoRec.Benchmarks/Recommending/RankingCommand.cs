using System.CommandLine;
using System.Globalization;
using AutoRec.Examples;
using AutoRec.FoldIn;
using AutoRec.Recommending;
using AutoRec.Training;
using Spectre.Console;

namespace AutoRec.Benchmarks;

/// <summary>
/// Measures lists of ten: a random fifth of all ratings is held out, all unrated items are candidates, and held-out ratings of at least
/// four stars are relevant. A second training hides every tenth user; five of their ratings are given back, and their others are held out.
/// </summary>
internal sealed class RankingCommand(RatingMatrix ratings, int seed, double? ease, Action<string> say, CancellationToken cancellationToken)
{
    private const int At = 10;
    private const double HeldOutFraction = 0.2;
    private const int RatingsOfNewUser = 5;
    private const string Combined = "recommender";

    /// <summary>The figures of a way to rank, for one seed.</summary>
    internal sealed record Row(string Name, RecommendationMetrics Metrics);

    public static Command Create(CancellationToken cancellationToken)
    {
        var data = Arguments.RequiredFile("--data", "Folder of a MovieLens release, or a ratings file");
        var seeds = Seeds();
        var ease = Arguments.Number(
            "--ease", "Also measure EASE (Steck 2019) on ratings of at least 4, with this λ", "more than 0", x => x > 0);
        var json = Arguments.File("--json", "Also write the figures as JSON");
        var command = new Command("ranking", "Measures lists of ten items with held-out ratings, for known and for new users.")
        {
            data, seeds, ease, json,
        };
        command.SetAction(result =>
        {
            var path = result.GetValue(json);
            AtomicFile.CheckCanWrite([], ("--json", path));
            var ratings = RatingData.Load(result.GetValue(data)!);
            var chosen = result.GetValue(seeds) ?? [1];
            var (known, fresh) = (new List<Row>(), new List<Row>());
            AnsiConsole.Status().Start("Training", status =>
            {
                foreach (var seed in chosen)
                {
                    var run = new RankingCommand(
                        ratings, seed, result.GetValue(ease), text => status.Status($"Seed {seed}: {text}"), cancellationToken);
                    known.AddRange(run.KnownUsers());
                    fresh.AddRange(run.NewUsers());
                }
            });
            Print("Known users", known, chosen.Length);
            Print($"New users with {RatingsOfNewUser} ratings", fresh, chosen.Length);
            if (path is not null)
                WriteJson(path, chosen, known, fresh);
        });
        return command;
    }

    private IEnumerable<Row> KnownUsers()
    {
        var (train, heldOut) = RatingSplit.HoldOut(ratings, HeldOutFraction, seed);
        say("training");
        var model = RatingData.Train(train, AutoRecVariant.ItemBased, seed, cancellationToken);
        say("ranking");
        return
        [
            .. Measure(model, train, heldOut, user => Person.Of(model, user, train)),
            .. ease is { } lambda ? [EaseRow(train, heldOut, lambda)] : Array.Empty<Row>(),
        ];
    }

    private IEnumerable<Row> NewUsers()
    {
        var isHidden = new HashSet<int>(FoldInCommand.Hide(ratings.RowCount, seed));
        var (isGiven, isHeldOut) = (new bool[ratings.Count], new bool[ratings.Count]);
        foreach (var user in isHidden)
        {
            var order = Enumerable.Range(ratings.RowPointers[user], ratings.CountOf(user)).ToArray();
            new RandomStream((ulong)(uint)seed, RandomStream.Purpose.ValidationSplit, first: user).Shuffle(order);
            for (var n = 0; n < order.Length; n++)
                (isGiven[order[n]], isHeldOut[order[n]]) = (n < RatingsOfNewUser, n >= RatingsOfNewUser);
        }

        say("training without the new users");
        var others = ratings.Where(position => !isGiven[position] && !isHeldOut[position]);
        var model = RatingData.Train(others, AutoRecVariant.ItemBased, seed, cancellationToken);
        var given = ratings.Where(position => !isHeldOut[position]); // The histories of all users, for the exclusion of rated items.
        say("ranking for the new users");
        return Measure(model, given, ratings.Where(position => isHeldOut[position]), user =>
        {
            var known = given.ColumnsOf(user).ToArray().Zip(given.ValuesOf(user).ToArray(), (item, rating) => (item, rating));
            return Person.Of(model, KnownRatings.Check(model.Ratings, isUser: true, known));
        });
    }

    private static IEnumerable<Row> Measure(
        RecommendationModel model, RatingMatrix history, RatingMatrix heldOut, Func<int, Person> personOf)
    {
        var threshold = model.Ratings.LabelRange.ToLabel(stars: 4);
        var combined = Evaluate((user, top) => Ranking.Rank(model, personOf(user), null, null, top, new float[top.Length]));
        return
        [
            new("most rated", combined.MostRated!),
            new("rating alone", Evaluate((user, top) => Rank(personOf(user), top, (p, item) => p.Newcomer.Score(item)))),
            new("choice alone", Evaluate((user, top) => Rank(personOf(user), top, model.ChoiceScore))),
            new(Combined, combined),
        ];

        RecommendationMetrics Evaluate(Rank rank) => RecommendationEvaluation.Evaluate(history, heldOut, rank, At, threshold);

        int Rank(Person person, Span<int> top, Func<Person, int, float> score)
        {
            var best = new TopItems(top, new float[top.Length]);
            for (var item = 0; item < history.ColumnCount; item++)
            {
                if (Array.BinarySearch(person.Known.Positions, item) < 0)
                    best.Add(item, score(person, item));
            }

            best.Sort();
            return best.Count;
        }
    }

    private Row EaseRow(RatingMatrix train, RatingMatrix heldOut, double lambda)
    {
        say("EASE");
        var threshold = RatingScale.Of(train.Values).ToLabel(stars: 4);
        var ease = new Ease(train, threshold, lambda);
        var metrics = RecommendationEvaluation.Evaluate(train, heldOut, (user, top) => ease.Rank(train, user, top), At, threshold);
        return new($"EASE, λ = {lambda.ToString(CultureInfo.InvariantCulture)}", metrics);
    }

    /// <summary>Creates the option --seeds, such as 1 or 1-5.</summary>
    private static Option<int[]?> Seeds() => Arguments.Parsed<int[]?>(
        "--seeds", "N-N", $"The random seeds, such as 1-5 {Arguments.Default(1)}", "a number or a range such as 1-5", text =>
        {
            int[] ends = [.. text.Split('-').Select(Parse)];
            var isRange = ends.Length is 1 or 2 && ends[0] >= 0 && ends[^1] >= ends[0];
            return isRange ? [.. Enumerable.Range(ends[0], ends[^1] - ends[0] + 1)] : null;

            static int Parse(string part) => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1;
        });

    private static void Print(string title, IReadOnlyList<Row> rows, int seeds)
    {
        var users = rows.Average(row => row.Metrics.Users);
        var table = new Table().Border(TableBorder.Rounded)
            .Title(FormattableString.Invariant($"{title}: lists of {At}, mean of {seeds} seeds with {users:F0} users each"))
            .AddColumn(new TableColumn("ranked by").NoWrap())
            .AddColumns("NDCG", "±", "prec.", "recall", "hits", "cover.", "bits");
        foreach (var way in rows.GroupBy(row => row.Name))
        {
            var metrics = way.Select(row => row.Metrics).ToList();
            table.AddRow(
                way.Key,
                Mean(metrics, m => m.NormalizedDiscountedCumulativeGain),
                Text(Deviation([.. metrics.Select(m => m.NormalizedDiscountedCumulativeGain)])),
                Mean(metrics, m => m.Precision),
                Mean(metrics, m => m.Recall),
                Mean(metrics, m => m.HitRate),
                Mean(metrics, m => m.CatalogCoverage),
                metrics.Average(m => m.Novelty).ToString("F1", CultureInfo.InvariantCulture));
        }

        AnsiConsole.Write(table);

        static string Mean(List<RecommendationMetrics> metrics, Func<RecommendationMetrics, double> figure) =>
            Text(metrics.Average(figure));
        static string Text(double value) => value.ToString("F3", CultureInfo.InvariantCulture);
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return values.Length < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    private static void WriteJson(string path, int[] seeds, IReadOnlyList<Row> known, IReadOnlyList<Row> fresh)
    {
        double Mean(IEnumerable<Row> rows, string name, Func<RecommendationMetrics, double> figure) =>
            rows.Where(row => row.Name == name).Average(row => figure(row.Metrics));
        JsonReport.Write(path, new
        {
            seeds,
            ndcg10 = Mean(known, Combined, m => m.NormalizedDiscountedCumulativeGain),
            precision10 = Mean(known, Combined, m => m.Precision),
            coverage = Mean(known, Combined, m => m.CatalogCoverage),
            popularNdcg10 = Mean(known, "most rated", m => m.NormalizedDiscountedCumulativeGain),
            newUserNdcg10 = Mean(fresh, Combined, m => m.NormalizedDiscountedCumulativeGain),
            newUserPopularNdcg10 = Mean(fresh, "most rated", m => m.NormalizedDiscountedCumulativeGain),
            known,
            fresh,
        });
    }
}
