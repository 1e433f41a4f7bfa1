using System.IO.Compression;
using System.Text.Json;
using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>Runs examples/MovieLens as a process, on generated ratings.</summary>
[TestClass]
public sealed class ExampleTests : IDisposable
{
    private static readonly string[] TrainFields =
    [
        "dataset", "trainRatings", "testRatings", "rows", "columns", "itemFeatures", "variant", "engine", "epochs",
        "loadSeconds", "trainSeconds", "scoreSeconds", "rmse", "mae", "rSquared", "coldRows", "modelBytes", "peakMemoryBytes", "lists",
    ];

    private static readonly string[] CardFields =
    [
        "trainer", "packageVersion", "trainedAt", "trainSeconds", "ratings", "users", "items", "engine", "seed", "epochs",
        "validationRmse", "validationRatings", "options",
    ];

    private readonly ExampleFolder _folder = new("MovieLens");

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Train_GeneratedRatings_ReportsWhatItFound()
    {
        var run = _folder.Run("--epochs 2 --hidden 16 --json train.json --plot curve.png");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.Contains("Generated ratings", run.Output);
        Assert.Contains("Noise floor", run.Output);
        var figures = _folder.ReadJson("train.json");
        Assert.AreSequenceEqual(TrainFields, figures.EnumerateObject().Select(field => field.Name));
        Assert.AreEqual("generated", figures.GetProperty("dataset").GetString());
        Assert.AreEqual("item", figures.GetProperty("variant").GetString());
        Assert.AreEqual("sparse", figures.GetProperty("engine").GetString());
        Assert.AreEqual(2, figures.GetProperty("epochs").GetInt32());
        Assert.AreEqual(100_000, figures.GetProperty("trainRatings").GetInt32() + figures.GetProperty("testRatings").GetInt32());
        Assert.AreEqual(new FileInfo(_folder.PathOf("autorec.zip")).Length, figures.GetProperty("modelBytes").GetInt64());
        Assert.IsTrue(File.ReadAllBytes(_folder.PathOf("curve.png")).AsSpan(1).StartsWith("PNG"u8));
    }

    [TestMethod]
    public void Train_SavedModel_RecommendsThreeLists()
    {
        WriteTrainAndTest();
        WriteTitles();

        var train = _folder.Run("--train train.data --test test.data --epochs 2 --hidden 8 --json train.json");
        var score = _folder.Run("score --model autorec.zip --test test.data --lists --json score.json");

        Assert.AreEqual(0, train.ExitCode, train.Error);
        Assert.AreEqual(0, score.ExitCode, score.Error);
        var lists = _folder.ReadJson("train.json").GetProperty("lists");
        Assert.AreEqual(lists.GetRawText(), _folder.ReadJson("score.json").GetProperty("lists").GetRawText());
        Assert.AreSequenceEqual(ListLines(train.Output), ListLines(score.Output));

        var known = lists.GetProperty("knownUser");
        var user = known.GetProperty("userId").GetString();
        var rated = File.ReadLines(_folder.PathOf("train.data")).Select(line => line.Split('\t'))
            .Where(row => row[0] == user).Select(row => row[1]).ToHashSet();
        Assert.HasCount(known.GetProperty("ratingCount").GetInt32(), rated);
        var recommended = known.GetProperty("recommended").EnumerateArray().ToList();
        Assert.HasCount(10, recommended);
        Assert.IsEmpty(recommended.Select(title => title.GetProperty("itemId").GetString()!).Intersect(rated));
        foreach (var title in recommended)
        {
            var (low, high) = (title.GetProperty("low").GetDouble(), title.GetProperty("high").GetDouble());
            Assert.IsInRange(low, high, title.GetProperty("rating").GetDouble());
            Assert.Contains($"{title.GetProperty("title").GetString()} ", train.Output);
        }
    }

    [TestMethod]
    public void Train_NewUser_GetsReasonsFromWellKnownTitlesOrTheMostRatedItems()
    {
        WriteTrainAndTest();
        var unnamed = _folder.Run("--train train.data --test test.data --epochs 2 --hidden 8 --json unnamed.json --quiet");
        WriteTitles();
        var named = _folder.Run("--train train.data --test test.data --epochs 2 --hidden 8 --json named.json --quiet");

        Assert.AreEqual(0, unnamed.ExitCode, unnamed.Error);
        Assert.AreEqual(0, named.ExitCode, named.Error);
        Assert.HasCount(1, named.Output.TrimEnd().Split('\n'));
        var mostRated = File.ReadLines(_folder.PathOf("train.data")).Select(line => line.Split('\t')[1])
            .CountBy(item => item).OrderByDescending(item => item.Value).Take(5).Select(item => item.Value);
        var (first, second) = (NewUser("unnamed.json"), NewUser("named.json"));
        Assert.AreSequenceEqual(mostRated, Titles(first.GetProperty("rated")).Select(CountOf));
        string[] wellKnown = ["Alien (1979)", "Toy Story (1995)", "Groundhog Day (1993)", "Fargo (1996)", "Scream (1996)"];
        Assert.AreSequenceEqual(wellKnown, Titles(second.GetProperty("rated")));
        foreach (var title in second.GetProperty("recommended").EnumerateArray())
        {
            var reasons = title.GetProperty("because").EnumerateArray().ToList();
            Assert.HasCount(2, reasons);
            Assert.IsTrue(reasons.All(reason => wellKnown.Contains(reason.GetProperty("title").GetString())));
            double[] effects = [.. reasons.Select(reason => Math.Abs(reason.GetProperty("effect").GetDouble()))];
            Assert.IsGreaterThanOrEqualTo(effects[1], effects[0], "The strongest effect comes first.");
        }

        JsonElement NewUser(string file) => _folder.ReadJson(file).GetProperty("lists").GetProperty("newUser");

        int CountOf(string title) => File.ReadLines(_folder.PathOf("train.data")).Count(line => $"Item {line.Split('\t')[1]}" == title);
    }

    [TestMethod]
    public void Train_WithFeatures_GivesAnotherModelAndTheSameColdRows()
    {
        WriteTrainAndTest();
        File.AppendAllText(_folder.PathOf("test.data"), "1\t9999\t5\t0\n");
        File.WriteAllLines(
            _folder.PathOf("movies.dat"),
            [.. Enumerable.Range(1, 90).Append(9999).Select(item => $"{item}::Item ({1950 + (item % 50)})::Genre {item % 3}")]);

        var plain = _folder.Run("--train train.data --test test.data --epochs 2 --hidden 8 --json plain.json --quiet");
        var featured = _folder.Run("--train train.data --test test.data --epochs 2 --hidden 8 --json featured.json --features");
        var score = _folder.Run("score --model autorec.zip --test test.data --json score.json");

        Assert.AreEqual(0, plain.ExitCode, plain.Error);
        Assert.AreEqual(0, featured.ExitCode, featured.Error);
        Assert.AreEqual(0, score.ExitCode, score.Error);
        Assert.Contains("with the features", featured.Output);
        var (without, with, scored) = (_folder.ReadJson("plain.json"), _folder.ReadJson("featured.json"), _folder.ReadJson("score.json"));
        Assert.AreNotEqual(without.GetProperty("rmse").GetDouble(), with.GetProperty("rmse").GetDouble());
        Assert.IsFalse(without.GetProperty("itemFeatures").GetBoolean());
        Assert.IsTrue(with.GetProperty("itemFeatures").GetBoolean());
        Assert.IsGreaterThan(0, without.GetProperty("coldRows").GetInt32());
        Assert.AreEqual(without.GetProperty("coldRows").GetInt32(), with.GetProperty("coldRows").GetInt32());
        Assert.AreEqual(without.GetProperty("coldRows").GetInt32(), scored.GetProperty("coldRows").GetInt32());
    }

    [TestMethod]
    public void Train_FileOfRatingsBesideAnotherRelease_DoesNotTakeItsItems()
    {
        WriteTrainAndTest();
        Directory.CreateDirectory(_folder.PathOf("other"));
        File.WriteAllText(_folder.PathOf("other/movies.csv"), "id,title\n1,Alien\n");

        var plain = _folder.Run("--train train.data --test test.data --epochs 2 --hidden 8 --quiet");
        var featured = _folder.Run("--train train.data --test test.data --epochs 2 --hidden 8 --quiet --features");

        Assert.AreEqual(0, plain.ExitCode, plain.Error);
        Assert.AreEqual(1, featured.ExitCode);
        Assert.Contains("--features: there is no u.item", featured.Error);
    }

    [TestMethod]
    public void Study_KilledAndStartedAgain_EndsWithTableAndPicture()
    {
        WriteTrainAndTest();
        const string Study = "study --train train.data --test test.data --seeds 1 --only dropout --output out";

        var first = _folder.Run(Study);
        var whole = File.ReadAllBytes(_folder.PathOf("out/dropout.tsv"));
        var table = File.ReadAllLines(_folder.PathOf("out/dropout.csv"));
        File.Delete(_folder.PathOf("out/dropout.csv"));
        var journal = File.ReadAllLines(_folder.PathOf("out/dropout.tsv"));
        File.WriteAllBytes(_folder.PathOf("out/dropout.tsv"), whole[..(whole.Length / 2)]);
        var second = _folder.Run(Study);

        Assert.AreEqual(0, first.ExitCode, first.Error);
        Assert.AreEqual(0, second.ExitCode, second.Error);
        Assert.HasCount(1 + (2 * 8), journal);
        Assert.HasCount(1 + 8, table);
        Assert.Contains("more were in the journals", second.Output);
        Assert.DoesNotContain("in the journals", first.Output);
        Assert.HasCount(1, table.Where(line => line.EndsWith(",yes", StringComparison.Ordinal)));
        Assert.AreSequenceEqual(journal[..4], File.ReadAllLines(_folder.PathOf("out/dropout.tsv"))[..4]);
        Assert.AreSequenceEqual(table.Select(WithoutSeconds), File.ReadAllLines(_folder.PathOf("out/dropout.csv")).Select(WithoutSeconds));
        Assert.IsTrue(File.ReadAllBytes(_folder.PathOf("out/dropout.png")).AsSpan(1).StartsWith("PNG"u8));

        static string WithoutSeconds(string line) => string.Join(',', line.Split(',').SkipLast(2));
    }

    [TestMethod]
    public void Study_OtherTestRatingsIntoTheSameFolder_AreMeasured()
    {
        WriteTrainAndTest();
        const string Study = "study --train train.data --test test.data --seeds 1 --only dropout --output out";
        Assert.AreEqual(0, _folder.Run(Study).ExitCode);
        var first = File.ReadAllLines(_folder.PathOf("out/dropout.csv"));
        WriteRatings("test.data", 500, seed: 3);
        Assert.AreEqual(0, _folder.Run(Study).ExitCode);
        var second = File.ReadAllLines(_folder.PathOf("out/dropout.csv"));

        foreach (var (before, after) in first.Zip(second).Skip(1))
        {
            Assert.AreEqual(before.Split(',')[1], after.Split(',')[1]);
            Assert.AreNotEqual(before.Split(',')[3], after.Split(',')[3]);
        }

        Assert.HasCount(1 + (3 * 8), File.ReadAllLines(_folder.PathOf("out/dropout.tsv")));
    }

    [TestMethod]
    public void Study_JournalOfSomethingElse_SaysSoInOneLine()
    {
        WriteTrainAndTest();
        Directory.CreateDirectory(_folder.PathOf("out"));
        File.WriteAllText(_folder.PathOf("out/dropout.tsv"), "notes");
        var study = _folder.Run("study --train train.data --test test.data --only dropout --output out");
        Assert.AreEqual(1, study.ExitCode);
        Assert.Contains("is not a search journal", study.Error);
        Assert.HasCount(1, study.Error.TrimEnd().Split('\n'));
    }

    [TestMethod]
    [DataRow("study --only everything", "--only names 'everything'; expected some of hidden-units,")]
    [DataRow("study --train a.base", "--train is given without --test")]
    [DataRow("study --train a.base --test a.test", "a.base")]
    public void Study_WrongInput_SaysSoInOneLine(string arguments, string message) => _folder.AssertRefused(arguments, message);

    [TestMethod]
    public void Score_TheSavedModel_ReproducesTheRmseOfTraining()
    {
        WriteRatings("train.data", 1500, seed: 1);
        using (var ratings = File.CreateText(_folder.PathOf("test.data")))
            Examples.RatingGenerator.Generate(61, 91, 500, seed: 1).Write(ratings);

        var train = _folder.Run("--train train.data --test test.data --epochs 2 --hidden 8 --save model.zip --json train.json --quiet");
        var score = _folder.Run("score --model model.zip --test test.data --json score.json");

        Assert.AreEqual(0, train.ExitCode, train.Error);
        Assert.AreEqual(0, score.ExitCode, score.Error);
        var (trained, scored) = (_folder.ReadJson("train.json"), _folder.ReadJson("score.json"));
        Assert.AreEqual(trained.GetProperty("rmse").GetDouble(), scored.GetProperty("rmse").GetDouble());
        Assert.AreEqual(500, scored.GetProperty("rowsScored").GetInt32());
        Assert.AreEqual(trained.GetProperty("coldRows").GetInt32(), scored.GetProperty("coldRows").GetInt32());
        Assert.IsGreaterThan(0, scored.GetProperty("coldRows").GetInt32(), "A test user has no training rating.");
    }

    [TestMethod]
    public void Score_ModelWithoutColdScores_CountsTheScoredRowsAndWarnsOfTheOthers()
    {
        WriteTrainAndTest();
        var mlContext = new MLContext(seed: 1);
        var ratings = mlContext.Data.LoadMovieLens(_folder.PathOf("train.data"));
        var options = TrainingData.Small();
        options.ColdStart = ColdStart.NaN;
        var model = TrainingData.Keys(mlContext).Append(mlContext.Recommendation().Trainers.AutoRec(options)).Fit(ratings);
        mlContext.Model.Save(model, ratings.Schema, _folder.PathOf("model.zip"));
        File.WriteAllText(_folder.PathOf("cold.data"), "1\t9999\t5\t0\n");
        File.WriteAllText(_folder.PathOf("mixed.data"), File.ReadAllLines(_folder.PathOf("train.data"))[0] + "\n1\t9999\t5\t0\n");

        var mixed = _folder.Run("score --model model.zip --test mixed.data --json score.json");
        var cold = _folder.Run("score --model model.zip --test cold.data");

        Assert.AreEqual(0, mixed.ExitCode, mixed.Error);
        Assert.Contains("Warning: 1 of 2 rows have no score and do not count", mixed.Error);
        Assert.AreEqual(1, _folder.ReadJson("score.json").GetProperty("rowsScored").GetInt32());
        Assert.AreEqual(1, _folder.ReadJson("score.json").GetProperty("coldRows").GetInt32());
        Assert.AreEqual(1, cold.ExitCode);
        Assert.Contains("Error: None of the 1 rated rows has a score", cold.Error);
    }

    [TestMethod]
    public void Score_ASavedBlend_EvaluatesIt()
    {
        WriteTrainAndTest();
        File.AppendAllText(_folder.PathOf("test.data"), "1\t9999\t5\t0\n");
        var mlContext = new MLContext(seed: 1);
        var ratings = mlContext.Data.LoadMovieLens(_folder.PathOf("train.data"));
        AutoRecTrainer.Options Member() => new() { HiddenLayers = [8], Epochs = 2, Seed = 1 };
        var blend = TrainingData.Keys(mlContext).Append(mlContext.Recommendation().Trainers.AutoRecBlend(new AutoRecBlendTrainer.Options
        {
            MatrixColumnIndexColumnName = "user",
            MatrixRowIndexColumnName = "item",
            Members = [Member(), Member()],
        })).Fit(ratings);
        mlContext.Model.Save(blend, ratings.Schema, _folder.PathOf("blend.zip"));

        var score = _folder.Run("score --model blend.zip --test test.data --json score.json");

        Assert.AreEqual(0, score.ExitCode, score.Error);
        var test = mlContext.Data.LoadMovieLens(_folder.PathOf("test.data"));
        var expected = mlContext.Recommendation().Evaluate(blend.Transform(test)).RootMeanSquaredError;
        var figures = _folder.ReadJson("score.json");
        Assert.AreEqual(expected, figures.GetProperty("rmse").GetDouble(), 1e-9);
        Assert.IsGreaterThan(0, figures.GetProperty("coldRows").GetInt32());
    }

    [TestMethod]
    public void Score_AModelWithoutAutoRec_IsRefused()
    {
        WriteTrainAndTest();
        var mlContext = new MLContext(seed: 1);
        var ratings = mlContext.Data.LoadMovieLens(_folder.PathOf("train.data"));
        mlContext.Model.Save(TrainingData.Keys(mlContext).Fit(ratings), ratings.Schema, _folder.PathOf("keys.zip"));

        var score = _folder.Run("score --model keys.zip --test test.data");

        Assert.AreEqual(1, score.ExitCode);
        Assert.Contains("'keys.zip' has an ML.NET model that does not end with AutoRec", score.Error);
    }

    [TestMethod]
    public void Help_GroupsTheOptions()
    {
        var help = _folder.Run("--help").Output;
        string[] order =
        [
            "Ratings:", "--data <", "Options to tune first:", "--hidden <", "--lambda <", "--epochs <",
            "More options", "--preset <", "Output:", "--save <",
        ];
        var positions = Array.ConvertAll(order, text => help.IndexOf(text, StringComparison.Ordinal));
        Assert.IsGreaterThan(-1, positions.Min());
        Assert.AreSequenceEqual(positions.Order(), positions);
    }

    [TestMethod]
    [DataRow("--epochs none", "--epochs is 'none'")]
    [DataRow("--variant both", "expected item or user")]
    [DataRow("--train only.data", "without --test")]
    [DataRow("--data nowhere", "There is no file or folder 'nowhere'")]
    [DataRow("--features", "--features: there is no u.item, movies.dat or movies.csv beside the ratings")]
    [DataRow("--json \"\"", "--json is ''; expected the name of a file or folder")]
    [DataRow("--data \"\"", "--data is ''; expected the name of a file or folder")]
    [DataRow("--json same --plot same", "--json: 'same' is the output of --plot; expected another file")]
    [DataRow("score --model nowhere.zip --test test.data", "There is no model file 'nowhere.zip'")]
    [DataRow("info --model nowhere.zip", "There is no model file 'nowhere.zip'")]
    [DataRow("info", "Option '--model' is required")]
    public void Run_WrongInput_SaysSoInOneLine(string arguments, string message) => _folder.AssertRefused(arguments, message);

    [TestMethod]
    public void Run_OutputThatIsAnInput_IsRefusedAndTheInputIsLeft()
    {
        WriteTrainAndTest();
        var before = File.ReadAllBytes(_folder.PathOf("test.data"));

        var run = _folder.Run("--train train.data --test test.data --json ./test.data");

        Assert.AreEqual(1, run.ExitCode);
        Assert.Contains("--json: './test.data' is an input; expected another file", run.Error);
        Assert.AreSequenceEqual(before, File.ReadAllBytes(_folder.PathOf("test.data")));
    }

    [TestMethod]
    public void Info_TrainedModel_PrintsItsCardAndWritesItAsJson()
    {
        WriteTrainAndTest();
        var train = _folder.Run("--train train.data --test test.data --epochs 3 --hidden 8 --seed 5 --validation 0.1 --quiet");

        var info = _folder.Run("info --model autorec.zip --json card.json");

        Assert.AreEqual(0, train.ExitCode, train.Error);
        Assert.AreEqual(0, info.ExitCode, info.Error);
        var card = _folder.ReadJson("card.json");
        Assert.AreSequenceEqual(CardFields, card.EnumerateObject().Select(field => field.Name));
        var rows = File.ReadLines(_folder.PathOf("train.data")).Select(line => line.Split('\t')).ToList();
        Assert.AreEqual(rows.DistinctBy(row => (row[0], row[1])).Count(), card.GetProperty("ratings").GetInt32());
        Assert.AreEqual(rows.DistinctBy(row => row[0]).Count(), card.GetProperty("users").GetInt32());
        Assert.AreEqual(rows.DistinctBy(row => row[1]).Count(), card.GetProperty("items").GetInt32());
        Assert.AreEqual("AutoRec", card.GetProperty("trainer").GetString());
        Assert.AreEqual(5, card.GetProperty("seed").GetInt32());
        Assert.AreEqual("[8]", card.GetProperty("options").GetProperty("HiddenLayers").GetString());
        Assert.MatchesRegex("Trainer +AutoRec of AutoRec.MLNet [0-9]", info.Output);
        Assert.MatchesRegex("Engine +Sparse", info.Output);
        Assert.MatchesRegex("HiddenLayers +\\[8\\]", info.Output);
        Assert.Contains(FormattableString.Invariant($"RMSE {card.GetProperty("validationRmse").GetDouble():F4} of"), info.Output);
    }

    [TestMethod]
    public void Info_ModelOfAnEarlierVersion_SaysWhatToDo()
    {
        var old = Path.Combine(RepositoryFiles.Root, "tests/AutoRec.Transforms.Tests/Models/autorec-format-3.zip");
        _folder.AssertRefused($"info --model \"{old}\" --json card.json", "has no model card, because an earlier version saved it");
    }

    [TestMethod]
    public void Score_AlteredModel_SaysSoInOneLine()
    {
        var train = _folder.Run("--epochs 1 --hidden 4 --save model.zip --quiet");
        Assert.AreEqual(0, train.ExitCode, train.Error);
        File.WriteAllText(_folder.PathOf("test.data"), "1\t1\t3\t0\n");
        AlterLargestEntry(_folder.PathOf("model.zip"));

        var score = _folder.Run("score --model model.zip --test test.data");

        Assert.AreEqual(1, score.ExitCode);
        Assert.Contains("truncated or altered", score.Error);
        Assert.HasCount(1, score.Error.TrimEnd().Split('\n'));
    }

    private void WriteTrainAndTest()
    {
        WriteRatings("train.data", 1500, seed: 1);
        WriteRatings("test.data", 500, seed: 2);
    }

    /// <summary>Names five of the rated items after well-known titles.</summary>
    private void WriteTitles()
    {
        string[] titles = ["Alien (1979)", "Toy Story (1995)", "Groundhog Day (1993)", "Fargo (1996)", "Scream (1996)"];
        var items = File.ReadLines(_folder.PathOf("train.data")).Select(line => line.Split('\t')[1]).Distinct();
        File.WriteAllLines(
            _folder.PathOf("movies.dat"),
            items.Select((item, n) => $"{item}::{(n < titles.Length ? titles[n] : $"Title {item}")}::Drama"));
    }

    private static string[] Titles(JsonElement list) =>
        [.. list.EnumerateArray().Select(title => title.GetProperty("title").GetString()!)];

    private static IEnumerable<string> ListLines(string output) =>
        output.Split('\n').SkipWhile(line => !line.Contains("Likeliest choice first", StringComparison.Ordinal));

    private void WriteRatings(string file, int count, int seed)
    {
        using var ratings = File.CreateText(_folder.PathOf(file));
        Examples.RatingGenerator.Generate(60, 90, count, seed).Write(ratings);
    }

    private static void AlterLargestEntry(string path)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Update);
        using var entry = zip.Entries.MaxBy(e => e.Length)!.Open();
        entry.Position = entry.Length / 2;
        var value = entry.ReadByte();
        entry.Position--;
        entry.WriteByte((byte)(value ^ 0x55));
    }
}
