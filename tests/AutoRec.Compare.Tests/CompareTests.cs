using System.Globalization;
using System.Text.Json;

namespace AutoRec.Tests;

/// <summary>Runs examples/Compare as a process, on a few generated ratings.</summary>
[TestClass]
public sealed class CompareTests : IDisposable
{
    private readonly ExampleFolder _folder = new("Compare");

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Run_Folds_MeasuresEveryModelOnEveryFoldAndSumsUp()
    {
        string[] names =
        [
            "mean", "biases", "mf-own", "mf", "mf-tuned", "autorec-paper", "autorec-d2l", "autorec-user", "autorec-user-tuned",
            "autorec", "autorec-features", "autorec-blend", "autorec-blend-features",
        ];
        WriteFolds();

        var run = _folder.Run(
            $"--data . --folds u1-u2 --models {string.Join(',', names)} --json table.json --csv runs.csv --plot compare.png");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        var json = _folder.ReadJson("table.json");
        var models = json.GetProperty("models").EnumerateArray().ToDictionary(model => model.GetProperty("model").GetString()!);
        var trained = models.Where(model => model.Value.TryGetProperty("rmse", out _)).Select(model => model.Key).ToList();
        Assert.AreSequenceEqual(names.Except(["mf", "mf-tuned"]), trained);
        var runs = json.GetProperty("runs").EnumerateArray().ToList();
        Assert.HasCount(2 * trained.Count, runs);
        foreach (var name in trained)
        {
            double[] errors =
                [.. runs.Where(row => row.GetProperty("model").GetString() == name).Select(row => row.GetProperty("rmse").GetDouble())];
            Assert.AreEqual(errors.Average(), models[name].GetProperty("rmse").GetDouble(), 1e-9);
            Assert.AreEqual(Math.Abs(errors[0] - errors[1]) / Math.Sqrt(2), models[name].GetProperty("rmseDeviation").GetDouble(), 1e-9);
            Assert.IsGreaterThan(0, models[name].GetProperty("modelBytes").GetDouble());
            Assert.IsGreaterThan(0, models[name].GetProperty("rowsPerSecondFirst").GetDouble());
            Assert.IsGreaterThan(0, models[name].GetProperty("rowsPerSecondWarm").GetDouble());
        }

        foreach (var row in runs.Where(row => row.GetProperty("model").GetString() is "mf-own" or "autorec-user-tuned"))
            Assert.Contains("λ", row.GetProperty("choice").GetString()!);
        Assert.IsTrue(File.ReadAllBytes(_folder.PathOf("compare.png")).AsSpan(1).StartsWith("PNG"u8));
        Assert.HasCount(1 + runs.Count, File.ReadAllLines(_folder.PathOf("runs.csv")));
        Assert.Contains("λ", File.ReadAllText(_folder.PathOf("runs.csv")));
        Assert.IsTrue(File.ReadAllBytes(_folder.PathOf("runs.csv")).AsSpan().StartsWith("model,"u8), "There is no byte order mark.");
    }

    [TestMethod]
    public void Run_NamedReleaseThatIsDownloaded_IsRead()
    {
        WriteFolds();
        Directory.CreateDirectory(_folder.PathOf("cache/ml-100k"));
        foreach (var file in Directory.GetFiles(_folder.Path))
            File.Move(file, _folder.PathOf($"cache/ml-100k/{Path.GetFileName(file)}"));

        var run = _folder.Run("--data ml-100k --folds u1-u2 --models biases --quiet", ("AUTOREC_CACHE", _folder.PathOf("cache")));

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual("", run.Error);
        Assert.StartsWith("biases", run.Output);
    }

    [TestMethod]
    public void Run_Ranking_MeasuresTheListsOfModelsOfEveryKind()
    {
        string[] names = ["most-rated", "mean", "biases", "autorec-by-rating", "autorec", "autorec-features"];
        WriteFolds();

        var run = _folder.Run(
            $"--data . --folds u1-u2 --ranking --models {string.Join(',', names)} "
            + "--json table.json --csv runs.csv --plot compare.png --plot-lists lists.png");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.Contains("lists ordered by", run.Output);
        var json = _folder.ReadJson("table.json");
        var runs = json.GetProperty("runs").EnumerateArray()
            .Where(row => row.GetProperty("split").GetString() == "u1")
            .ToDictionary(row => row.GetProperty("model").GetString()!);
        Assert.AreSequenceEqual(names, runs.Keys);
        foreach (var row in runs.Where(run => run.Key != "mean").Select(run => run.Value))
        {
            foreach (var figure in (string[])["ndcg", "precision", "coverage"])
                Assert.IsInRange(0.001, 1, row.GetProperty(figure).GetDouble());
            Assert.IsGreaterThan(0, row.GetProperty("novelty").GetDouble());
        }

        Assert.AreEqual(JsonValueKind.Null, runs["mean"].GetProperty("ndcg").ValueKind, "Equal scores have no order.");
        Assert.AreEqual(JsonValueKind.Null, runs["most-rated"].GetProperty("rmse").ValueKind, "A count is no rating.");
        Assert.AreEqual(ExpectedPrecisionOfMostRated(), runs["most-rated"].GetProperty("precision").GetDouble(), 1e-9);
        Assert.AreNotEqual(runs["autorec"].GetProperty("ndcg").GetDouble(), runs["autorec-by-rating"].GetProperty("ndcg").GetDouble());
        Assert.Contains(",ndcg,precision,coverage,novelty", File.ReadLines(_folder.PathOf("runs.csv")).First());
        foreach (var picture in (string[])["compare.png", "lists.png"])
            Assert.IsTrue(File.ReadAllBytes(_folder.PathOf(picture)).AsSpan(1).StartsWith("PNG"u8), picture);
    }

    [TestMethod]
    public void Run_RankingOfAModelWithoutRatings_PrintsItsListsAlone()
    {
        WriteFolds();

        var table = _folder.Run("--data . --folds u1 --ranking --models most-rated,mf-one-class");
        var quiet = _folder.Run("--data . --folds u1 --ranking --models most-rated,mf-one-class --quiet");

        Assert.AreEqual(0, table.ExitCode, table.Error);
        Assert.DoesNotContain("RMSE", table.Output);
        Assert.Contains("number of ratings", table.Output);
        Assert.Contains("Microsoft.ML.Recommender is not referenced", table.Output);
        Assert.StartsWith("most-rated             NDCG 0.", quiet.Output);
        Assert.Contains("mf-one-class           not run: Microsoft.ML.Recommender is not referenced", quiet.Output);
    }

    [TestMethod]
    public void Run_WithoutRanking_HasNoFiguresOfLists()
    {
        WriteFolds();

        var run = _folder.Run("--data . --folds u1 --models biases --csv runs.csv");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.DoesNotContain("NDCG", run.Output);
        Assert.EndsWith(",choice", File.ReadLines(_folder.PathOf("runs.csv")).First());
    }

    [TestMethod]
    public void Run_ColdRows_CountInTheErrorAndNotAmongThoseThatAllScore()
    {
        WriteFolds();

        var run = _folder.Run("--train u1.base --test u1.test --models mean,mf-own --json table.json");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        var rows = _folder.ReadJson("table.json").GetProperty("runs").EnumerateArray()
            .ToDictionary(row => row.GetProperty("model").GetString()!);
        Assert.AreEqual(1, rows["mf-own"].GetProperty("missingScores").GetInt32());
        Assert.AreEqual(0, rows["mean"].GetProperty("missingScores").GetInt32());
        Assert.AreEqual(1, rows["mean"].GetProperty("coldRows").GetInt32());

        // The expected RMSE of the mean. The last test rating is cold.
        double[] train = Stars("u1.base"), test = Stars("u1.test");
        var mean = (float)train.Average();
        Assert.AreEqual(Rmse(test), rows["mean"].GetProperty("rmse").GetDouble(), 1e-5);
        Assert.AreEqual(Rmse(test[..^1]), rows["mean"].GetProperty("rmseScoredByAll").GetDouble(), 1e-5);

        double Rmse(double[] stars) => Math.Sqrt(stars.Average(star => (star - mean) * (star - mean)));
    }

    [TestMethod]
    public void Run_ModelWithMissingScores_SaysHowMany()
    {
        WriteFolds();
        var testRatings = Stars("u1.test").Length;

        var table = _folder.Run("--train u1.base --test u1.test --models mean,mf-own");
        var quiet = _folder.Run("--train u1.base --test u1.test --models mean,mf-own --quiet");

        Assert.AreEqual(0, table.ExitCode, table.Error);
        Assert.Contains($"no score for 1 of {testRatings} test ratings.", table.Output);
        string[] lines = quiet.Output.TrimEnd().Split('\n');
        Assert.DoesNotContain("no score", lines[0]);
        Assert.EndsWith($"no score for 1 of {testRatings} test ratings", lines[1].TrimEnd());
    }

    [TestMethod]
    public void Run_ModelThatScoresNothing_IsAnErrorAndNotTheMean()
    {
        WriteFolds();
        File.WriteAllText(_folder.PathOf("cold.test"), "9998\t9999\t5\t0\n9998\t9997\t4\t0\n");

        var run = _folder.Run("--train u1.base --test cold.test --models mf-own");

        Assert.AreEqual(1, run.ExitCode);
        Assert.Contains("has no score for any of the 2 test ratings of 'cold.test'", run.Error);
        Assert.HasCount(1, run.Error.TrimEnd().Split('\n'));
    }

    [TestMethod]
    public void Run_Differences_AreToTheBestFactorizationThatRan()
    {
        WriteFolds();

        var run = _folder.Run("--data . --folds u1,u2 --models biases,mf-own,mf --json table.json");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        var json = _folder.ReadJson("table.json");
        var rmse = json.GetProperty("runs").EnumerateArray()
            .ToLookup(row => row.GetProperty("model").GetString()!, row => row.GetProperty("rmse").GetDouble());
        const string reference = "mf-own"; // ML.NET's factorization is not referenced here.
        Assert.AreEqual(reference, json.GetProperty("reference").GetString());
        double[] differences = [.. rmse["biases"].Zip(rmse[reference], (ours, theirs) => ours - theirs)];
        var biases = json.GetProperty("models").EnumerateArray().First();
        Assert.AreEqual(differences.Average(), biases.GetProperty("difference").GetDouble(), 1e-9);
        Assert.AreEqual(Math.Abs(differences[0] - differences[1]) / 2, biases.GetProperty("differenceError").GetDouble(), 1e-9);
    }

    [TestMethod]
    public void Run_WithoutAFileOfItems_SaysInItsRowWhatIsMissing()
    {
        WriteFolds();
        File.Delete(_folder.PathOf("movies.dat"));

        var run = _folder.Run("--data . --folds u1 --models biases,autorec-features --quiet");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.Contains("not run: there is no u.item, movies.dat or movies.csv beside the ratings", run.Output);
    }

    [TestMethod]
    public void Run_FileOfItemsThatIsNone_SaysSoInItsRowAndTrainsTheOthers()
    {
        WriteFolds();
        File.AppendAllText(_folder.PathOf("movies.dat"), "no item\n");

        var run = _folder.Run("--data . --folds u1 --models biases,autorec-features --quiet");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.Contains("line 91: found 'no item', expected an item's title", run.Output);
        Assert.Contains("biases                 RMSE", run.Output);
    }

    [TestMethod]
    [DataRow("--csv u1.base")]
    [DataRow("--json ./u2.test")]
    [DataRow("--plot movies.dat")]
    public void Run_OutputThatIsOfTheRelease_IsRefusedAndTheReleaseIsLeft(string output)
    {
        WriteFolds();
        var file = _folder.PathOf(output.Split(' ')[1]);
        var before = File.ReadAllText(file);

        var run = _folder.Run($"--data . --folds u1 --models mean {output}");

        Assert.AreEqual(1, run.ExitCode);
        Assert.Contains("is an input; expected another file", run.Error);
        Assert.AreEqual(before, File.ReadAllText(file));
    }

    [TestMethod]
    public void Run_FolderOfRatingsWithAnotherReleaseInIt_DoesNotTakeItsItems()
    {
        WriteFolds();
        Directory.CreateDirectory(_folder.PathOf("other"));
        File.Move(_folder.PathOf("movies.dat"), _folder.PathOf("other/movies.dat"));

        Assert.Contains("not run: there is no u.item", _folder.Run("--data . --folds u1 --models biases,autorec-features --quiet").Output);
    }

    [TestMethod]
    public void Run_WithoutTheBuiltIn_SaysInItsRowHowToAddIt()
    {
        WriteFolds();

        var run = _folder.Run("--data . --folds u1 --models mf,mf-tuned,biases");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.Contains("Microsoft.ML.Recommender is not referenced", run.Output);
        Assert.Contains("-p:BuiltInMatrixFactorization=true", run.Output);
        var files = Directory.GetFiles(Path.GetDirectoryName(_folder.FindExecutable())!, "*Recommender*");
        Assert.IsEmpty(files, "The stand-in for the package is not shipped.");
    }

    [TestMethod]
    public void Run_Repeats_SplitsTheSameRatingsWithDifferentSeeds()
    {
        WriteFolds();

        var first = _folder.Run("--data u1.base --repeats 2 --models mean,biases --csv first.csv --quiet");
        var second = _folder.Run("--data u1.base --repeats 2 --models mean,biases --json second.json --quiet");

        Assert.AreEqual(0, first.ExitCode, first.Error);
        Assert.AreEqual(0, second.ExitCode, second.Error);
        Assert.HasCount(2, first.Output.TrimEnd().Split('\n'));
        var lines = File.ReadAllLines(_folder.PathOf("first.csv")).Skip(1).Select(line => line.Split(',')).ToList();
        Assert.AreSequenceEqual(["seed 1", "seed 1", "seed 2", "seed 2"], lines.Select(line => line[1]));
        Assert.AreNotEqual(lines[0][2], lines[2][2]);
        Assert.AreSequenceEqual(
            lines.Select(line => double.Parse(line[2], CultureInfo.InvariantCulture)),
            _folder.ReadJson("second.json").GetProperty("runs").EnumerateArray().Select(row => row.GetProperty("rmse").GetDouble()));
    }

    [TestMethod]
    public void Run_SemicolonsTextIdsAndANamedColumn_MeasuresRatingsAndLists()
    {
        // The number of the movie is text too, and the item file's features are of numbers.
        WriteFolds();
        var lines = File.ReadLines(_folder.PathOf("u1.base")).Select(line => line.Split('\t'));
        File.WriteAllLines(
            _folder.PathOf("books.csv"), lines.Select(row => $"\"u{row[0]}\";\"{row[1]}X\";\"{row[2]}\"").Prepend("Reader;ISBN;Points"));
        const string Models = "most-rated,biases,mf-own,autorec,autorec-features";

        var run = _folder.Run(
            $"--data books.csv --user-column Reader --rating-column points --ranking --models {Models} --quiet --json table.json");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.Contains("autorec-features       not run: the ids are texts", run.Output);
        var runs = _folder.ReadJson("table.json").GetProperty("runs").EnumerateArray().ToList();
        Assert.HasCount(4, runs);
        foreach (var row in runs)
            Assert.IsInRange(0.001, 1, row.GetProperty("ndcg").GetDouble());
    }

    [TestMethod]
    public void Run_TheSameRatingsWithTextIds_GivesTheSameFigures()
    {
        WriteFolds();
        foreach (var file in (string[])["u1.base", "u1.test"])
        {
            File.WriteAllLines(
                _folder.PathOf($"text.{file}"),
                File.ReadLines(_folder.PathOf(file)).Select(line => line.Split('\t')).Select(row => $"u{row[0]},i{row[1]},{row[2]}"));
        }

        const string Models = "--models biases,autorec,autorec-by-rating --ranking --quiet";
        var numbers = _folder.Run($"--train u1.base --test u1.test {Models} --json numbers.json");
        var texts = _folder.Run($"--train text.u1.base --test text.u1.test {Models} --json texts.json");

        Assert.AreEqual(0, numbers.ExitCode, numbers.Error);
        Assert.AreEqual(0, texts.ExitCode, texts.Error);
        Assert.AreSequenceEqual(Figures("numbers.json"), Figures("texts.json"));

        IEnumerable<string> Figures(string file) => _folder.ReadJson(file).GetProperty("runs").EnumerateArray()
            .SelectMany(row => new[] { "rmse", "ndcg", "coldRows" }.Select(figure => row.GetProperty(figure).GetRawText()));
    }

    [TestMethod]
    [DataRow("--models best", "--models names 'best'; expected some of mean, biases,")]
    [DataRow("--models mf", "No model can be trained. ML.NET MF, defaults: Microsoft.ML.Recommender is not referenced")]
    [DataRow("--models most-rated", "--models names 'most-rated'; expected some of mean, biases,")]
    [DataRow("--plot-lists lists.png", "--plot-lists is given without --ranking")]
    [DataRow("--ranking --models mean,mf", "--ranking: none of the models that can be trained has lists")]
    [DataRow("--ranking --models most-rated --plot p.png", "--plot: none of the models that can be trained has predicted ratings")]
    [DataRow("--folds u1 --repeats 2", "--folds excludes --repeats")]
    [DataRow("--folds u5-u1", "--folds is 'u5-u1'; expected different names")]
    [DataRow("--repeats 0", "--repeats is '0'; expected a whole number of at least 1")]
    [DataRow("--train only.data", "without --test")]
    [DataRow("--folds u1 --item-column isbn", "--item-column is for a file of your own ratings")]
    [DataRow("--models mean --csv /dev/null", "--csv: '/dev/null' cannot be replaced")]
    [DataRow("--models mean --csv same --json same", "--csv: 'same' is the output of --json; expected another file")]
    [DataRow("--data nowhere --folds u1", "There is no file or folder 'nowhere'")]
    [DataRow("--folds u1", "there is no MovieLens 100K in the usual places")]
    public void Run_WrongInput_SaysSoInOneLine(string arguments, string message) => _folder.AssertRefused(arguments, message);

    /// <summary>Writes two folds. The last line of each test file is of an item without any other rating.</summary>
    private void WriteFolds()
    {
        using var all = new StringWriter { NewLine = "\n" };
        Examples.RatingGenerator.Generate(60, 90, 1500, seed: 1).Write(all);
        var lines = all.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var fold = 0; fold < 2; fold++)
        {
            var isTest = (string line, int row) => row % 5 == fold;
            var test = lines.Where(isTest).ToList();
            string[] train = [.. lines.Where((line, row) => !isTest(line, row))];
            var known = train.SelectMany(Ids).ToHashSet();
            File.WriteAllLines(_folder.PathOf($"u{fold + 1}.base"), train);
            string[] warm = [.. test.Where(line => Ids(line).All(known.Contains))];
            File.WriteAllLines(_folder.PathOf($"u{fold + 1}.test"), [.. warm, "1\t9999\t5\t0"]);
        }

        var items = Enumerable.Range(1, 90).Select(item => $"{item}::Item ({1950 + (item % 50)})::Genre {item % 3}");
        File.WriteAllLines(_folder.PathOf("movies.dat"), items);

        static IEnumerable<string> Ids(string line) => line.Split('\t').Take(2).Select((id, column) => $"{column}:{id}");
    }

    /// <summary>The part of relevant items among the ten most rated unrated items, over the users of u1 with a relevant item.</summary>
    private double ExpectedPrecisionOfMostRated()
    {
        var (train, test) = (Read("u1.base"), Read("u1.test"));
        string[] mostRated = [.. train.GroupBy(row => row[1]).OrderByDescending(item => item.Count()).Select(item => item.Key)];
        return test.Where(row => int.Parse(row[2], CultureInfo.InvariantCulture) >= 4 && mostRated.Contains(row[1]))
            .GroupBy(row => row[0])
            .Where(user => train.Exists(row => row[0] == user.Key))
            .Average(user => mostRated.Where(item => !train.Exists(row => row[0] == user.Key && row[1] == item))
                .Take(10)
                .Count(item => user.Any(row => row[1] == item)) / 10.0);

        List<string[]> Read(string name) => [.. File.ReadAllLines(_folder.PathOf(name)).Select(line => line.Split('\t'))];
    }

    private double[] Stars(string name) =>
        [.. File.ReadAllLines(_folder.PathOf(name)).Select(line => double.Parse(line.Split('\t')[2], CultureInfo.InvariantCulture))];
}
