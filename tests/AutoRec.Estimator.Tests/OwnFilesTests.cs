using System.Globalization;

namespace AutoRec.Tests;

/// <summary>Runs examples/MovieLens on files that are not of MovieLens.</summary>
[TestClass]
public sealed class OwnFilesTests : IDisposable
{
    private const string Small = "--epochs 2 --hidden 8 --quiet";

    private readonly ExampleFolder _folder = new("MovieLens");

    public static IEnumerable<object[]> ForeignFileNames => ForeignFiles.All.Keys.Select(name => new object[] { name });

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DynamicData(nameof(ForeignFileNames))]
    public void Train_ForeignFile_IsReadWithoutOptions(string name)
    {
        File.WriteAllBytes(_folder.PathOf(name), ForeignFiles.All[name]);

        var run = _folder.Run($"--data {name} --test-fraction 0.3 --json train.json {Small}");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        var figures = _folder.ReadJson("train.json");
        Assert.AreEqual(
            ForeignFiles.Count, figures.GetProperty("trainRatings").GetInt32() + figures.GetProperty("testRatings").GetInt32());
    }

    [TestMethod]
    [DataRow("1:\n1488003,1,2005-09-08\n1488004,1,2005-09-24\n", "found '2005-09-08' as the rating", "Set RatingColumn")]
    [DataRow("Read me.\nNo ratings.\n", "expected user, item and rating", "Set the separator")]
    [DataRow("reader,book,points\n1,2,3\n", "found no column of the user in the header reader, book, points", "Set UserColumn")]
    public void Train_FileThatCannotBeRead_SaysWhatToDo(string content, string found, string remedy)
    {
        File.WriteAllText(_folder.PathOf("data.txt"), content);

        var run = _folder.Run("--data data.txt");

        Assert.AreEqual(1, run.ExitCode);
        Assert.Contains(found, run.Error);
        Assert.Contains(remedy, run.Error);
        Assert.Contains("Options of the command line: --user-column, --item-column, --rating-column, --time-column", run.Error);
        Assert.HasCount(1, run.Error.TrimEnd().Split('\n'));
    }

    [TestMethod]
    public void TrainAndScore_SemicolonsTextIdsAndNamedColumns_AgreeAndRecommendTheIdsOfTheFile()
    {
        const string Columns = "--user-column Reader --item-column ISBN --rating-column 3 --separator ; --not-rated 0";
        WriteBooks("train.csv", row => row % 4 != 0);
        WriteBooks("test.csv", row => row % 4 == 0);

        var train = _folder.Run($"--train train.csv --test test.csv {Columns} --epochs 2 --hidden 8 --json train.json");
        var score = _folder.Run($"score --model autorec.zip --test test.csv {Columns} --lists --json score.json");

        Assert.AreEqual(0, train.ExitCode, train.Error);
        Assert.AreEqual(0, score.ExitCode, score.Error);
        Assert.Contains("semicolon-separated, with a header", train.Output);
        var (trained, scored) = (_folder.ReadJson("train.json"), _folder.ReadJson("score.json"));
        Assert.AreEqual(trained.GetProperty("rmse").GetDouble(), scored.GetProperty("rmse").GetDouble());
        Assert.AreEqual(Rated("train.csv"), trained.GetProperty("trainRatings").GetInt32(), "A 0 is no rating.");
        var known = scored.GetProperty("lists").GetProperty("knownUser");
        Assert.StartsWith("r", known.GetProperty("userId").GetString());
        Assert.EndsWith("X", known.GetProperty("recommended")[0].GetProperty("itemId").GetString());

        int Rated(string name) =>
            File.ReadLines(_folder.PathOf(name)).Skip(1).Count(line => !line.EndsWith(";\"0\"", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Train_TextIdsInTheTestAlone_MatchTheNumbersOfTheTraining()
    {
        File.WriteAllLines(_folder.PathOf("train.tsv"), Enumerable.Range(0, 60).Select(n => Line($"{n % 10}", $"{n / 10}", n)));
        File.WriteAllLines(_folder.PathOf("test.tsv"), [Line("3", "2", 4), Line("x", "2", 4)]);

        var train = _folder.Run($"--train train.tsv --test test.tsv --json train.json {Small}");
        var score = _folder.Run("score --model autorec.zip --test train.tsv");

        Assert.AreEqual(0, train.ExitCode, train.Error);
        Assert.AreEqual(1, _folder.ReadJson("train.json").GetProperty("coldRows").GetInt32(), "Only 'x' is unknown.");
        Assert.AreEqual(0, score.ExitCode, score.Error);
        Assert.Contains("over 60 scored ratings; 0 are cold", score.Output);
    }

    [TestMethod]
    [DataRow("info --model data.csv")]
    [DataRow("score --model data.csv --test data.csv")]
    public void Run_RatingsInPlaceOfAModel_SaysSo(string arguments)
    {
        File.WriteAllText(_folder.PathOf("data.csv"), "a,b,3\n");

        var run = _folder.Run(arguments);

        Assert.AreEqual(1, run.ExitCode);
        Assert.AreEqual("Error: 'data.csv' is no model file; expected one that mlContext.Model.Save wrote.\n", run.Error);
    }

    [TestMethod]
    public void Score_TextIdsForAModelOfNumbers_SaysWhatToDo()
    {
        File.WriteAllLines(_folder.PathOf("train.tsv"), Enumerable.Range(0, 60).Select(n => Line($"{n % 10}", $"{n / 10}", n)));
        File.WriteAllLines(_folder.PathOf("text.tsv"), [Line("3", "2", 4), Line("x", "2", 4)]);
        Assert.AreEqual(0, _folder.Run($"--data train.tsv --test-fraction 0.3 {Small}").ExitCode);

        var run = _folder.Run("score --model autorec.zip --test text.tsv");

        Assert.AreEqual(1, run.ExitCode);
        Assert.Contains("'text.tsv' has UserIds that are texts, and the ids of the model are whole numbers", run.Error);
    }

    [TestMethod]
    [DataRow("amazon.csv", "--features: the ids are texts")]
    [DataRow("three-cols.tsv", "--features: the ratings have no times")]
    public void Train_FeaturesOfRatingsThatAreNotOfMovieLens_AreRefused(string name, string message)
    {
        File.WriteAllBytes(_folder.PathOf(name), ForeignFiles.All[name]);
        File.WriteAllText(_folder.PathOf("movies.csv"), "movieId,title,genres\n10,Alien (1979),Horror\n");

        var run = _folder.Run($"--data {name} --test-fraction 0.3 --features {Small}");

        Assert.AreEqual(1, run.ExitCode);
        Assert.Contains(message, run.Error);
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(5)]
    [DataRow(12)]
    public void Train_FewRatings_HasOneToTest(int count)
    {
        File.WriteAllLines(_folder.PathOf("few.csv"), Enumerable.Range(0, count).Select(n => $"u{n % 4},i{n / 4},{1 + (n % 5)}"));

        for (var seed = 0; seed < 3; seed++)
        {
            var run = _folder.Run($"--data few.csv --seed {seed} --json train.json {Small}");
            Assert.AreEqual(0, run.ExitCode, run.Error);
            Assert.IsGreaterThan(0, _folder.ReadJson("train.json").GetProperty("testRatings").GetInt32());
        }
    }

    [TestMethod]
    public void Train_OneRating_SaysHowToTestOnSome()
    {
        File.WriteAllText(_folder.PathOf("few.csv"), "1,2,3\n");

        Assert.Contains("rating. Use more ratings, change --test-fraction", _folder.Run("--data few.csv").Error);
    }

    [TestMethod]
    [DataRow("--user-column who", "--user-column is for a file of your own ratings")]
    [DataRow("--data . --not-rated 0", "--not-rated is for a file of your own ratings")]
    [DataRow("--data x.csv --separator \"\"", "--separator is ''; expected a text such as ; or \\t")]
    [DataRow("--data x.csv --not-rated none", "--not-rated is 'none'; expected a number")]
    public void Run_WrongOptions_AreRefused(string arguments, string message) => _folder.AssertRefused(arguments, message);

    private static string Line(string user, string item, int n) =>
        string.Create(CultureInfo.InvariantCulture, $"{user}\t{item}\t{1 + (n * 7 % 5)}");

    private void WriteBooks(string name, Func<int, bool> isIn)
    {
        var rows = Enumerable.Range(0, 900).Where(isIn)
            .Select(n => string.Create(CultureInfo.InvariantCulture, $"\"r{n % 30}\";\"{n}\";\"{1000 + (n / 30)}X\";\"{n * n % 11}\""));
        File.WriteAllLines(_folder.PathOf(name), [.. rows.Prepend("\"Reader\";\"Shelf\";\"ISBN\";\"Points\"")]);
    }
}
