using AutoRec.Engines.Sparse;
using AutoRec.FoldIn;
using AutoRec.Model;
using AutoRec.Tests;

namespace AutoRec.Training.Tests;

[TestClass]
public sealed class NetworkShareTests
{
    private const int Rows = 120, Columns = 80;

    private readonly List<string> _log = [];

    [TestMethod]
    [DataRow(24)]
    [DataRow(200)]
    [DataRow(900)]
    public void Train_FewRatingsOfPureTaste_IsNoWorseThanItsBiases(int count)
    {
        // Without structure, all that a network can learn is noise.
        var (train, test) = Ratings(count, (row, column, random) => (row % 3) + (column % 2) + (2 * random.NextDouble()));
        var model = Train(train);
        var biases = Biases(train, test, model);
        var scores = Rmse(test, model, model.Score);
        Assert.IsLessThanOrEqualTo(biases * 1.01, scores, $"the model {scores:F4}, the biases {biases:F4}");
    }

    [TestMethod]
    public void Train_FewRatingsWithStructure_KeepsTheNetwork()
    {
        var (train, test) = Ratings(1_500, (row, column, _) => (row % 2) == (column % 2) ? 5 : 1);
        var model = Train(train);
        Assert.IsLessThan(Biases(train, test, model) / 2, Rmse(test, model, model.Score));
        Assert.Contains("The network's part counts", string.Join('\n', _log));
    }

    [TestMethod]
    public void Train_ManyRatings_TrainsOnce()
    {
        var (train, _) = Ratings(Rows * Columns / 2, (row, column, _) => (row + column) % 5);
        Train(train);
        Assert.DoesNotContain("The network's part counts", string.Join('\n', _log));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void Train_HardlyAnyRatings_LeavesTheNetworkWithoutAShare(int count) =>
        Assert.AreEqual(0, Train(Ratings(count, (row, column, random) => 5 * random.NextDouble()).Train).Share);

    [TestMethod]
    public void Train_FewRatingsWithValidation_ReportsTheErrorOfTheFinalModel()
    {
        var (train, test) = Ratings(400, (row, column, random) => (row % 3) + (3 * random.NextDouble()));
        var (model, figures) = Run().Train(train, test);
        Assert.IsLessThan(1, model.Share);
        Assert.AreEqual(model.Rmse(test), figures.Validation!.Value);
    }

    [TestMethod]
    public void Build_AFourthOfTheShare_ScalesTheOutputAndTakesTheDamping()
    {
        var (ratings, _) = Ratings(300, (row, column, _) => (row + column) % 5);
        var options = new TestOptions { HiddenLayers = [8] };
        var set = new TrainingSet(ratings, options.Baseline, options.InputNormalization);
        var network = NetworkFactory.Create(set, options, seed: 1);
        AutoRecModelParameters Build(NetworkShare share) =>
            new ModelBuilder(AutoRecVariant.ItemBased, set, ratings, options, 100, share).Build(network);
        var (whole, fourth) = (Build(NetworkShare.Whole), Build(new(0.25f, 5)));
        Assert.AreSequenceEqual(Array.ConvertAll(whole.Network.Output.Weights, w => w / 4), fourth.Network.Output.Weights);
        Assert.AreEqual(0.25f, fourth.Share);
        Assert.AreEqual(whole.Lambda, fourth.Lambda);
        Assert.AreSequenceEqual(set.BaselineWith(5).Rows, fourth.Preparation.Baseline.Rows);
    }

    [TestMethod]
    [DataRow(0f, 15f)]
    [DataRow(0f, 2f)]
    [DataRow(0.5f, 15f)]
    public void FoldIn_RatingsOfATrainedUser_ScoresLikeThatUser(float factor, float damping)
    {
        var (ratings, _) = Ratings(3_000, (row, column, _) => (row % 2) == (column % 2) ? 5 : 1);
        var options = new TestOptions { HiddenLayers = [64], Epochs = 300 };
        var (whole, _) = Run(options).Train(ratings, validation: null);
        var set = new TrainingSet(ratings, options.Baseline, options.InputNormalization);
        var builder = new ModelBuilder(AutoRecVariant.ItemBased, set, ratings, options, whole.Lambda, new(factor, damping));
        var model = builder.Build(whole.Network);
        var users = ratings.Transpose();
        for (var user = 0; user < 5; user++)
        {
            var newcomer = Newcomer.Create(model, isUser: true, KnownRatings.Of(users.ColumnsOf(user), users.ValuesOf(user)));
            var differences = Enumerable.Range(0, Rows).Select(item => Math.Abs(model.Score(item, user) - newcomer.Score(item)));
            Assert.IsLessThan(0.1, differences.Average(), $"user {user}");
        }
    }

    [TestMethod]
    [DataRow(20, 0.5)]
    [DataRow(2_000, 0.5)]
    [DataRow(4_000, 0.25)]
    [DataRow(100_000, 0.1)]
    public void FractionToHoldOut_LeavesAThousandIfPossible(int count, double expected) =>
        Assert.AreEqual(expected, NetworkShare.FractionToHoldOut(count), 1e-9);

    /// <summary>The error of the usual biases.</summary>
    private static double Biases(RatingMatrix train, RatingMatrix test, AutoRecModelParameters model)
    {
        var baseline = RatingBaseline.Fit(train.Map(model.LabelRange.ToStars), BaselineKind.Biases);
        return Rmse(test, model, (row, column) => model.LabelRange.ToLabel(baseline.Predict(baseline.Rows[row], column)));
    }

    private static double Rmse(RatingMatrix test, AutoRecModelParameters model, Func<int, int, float> score)
    {
        double squares = 0;
        var count = 0;
        foreach (var row in test.RatedRows().Where(model.HasItem))
        {
            for (var i = test.RowPointers[row]; i < test.RowPointers[row + 1]; i++)
            {
                if (!model.HasUser(test.ColumnIndices[i]))
                    continue;
                squares += Math.Pow(model.LabelRange.Clip(score(row, test.ColumnIndices[i])) - test.Values[i], 2);
                count++;
            }
        }

        return count == 0 ? 0 : Math.Sqrt(squares / count);
    }

    private static (RatingMatrix Train, RatingMatrix Test) Ratings(int count, Func<int, int, Random, double> rating)
    {
        var random = new Random(1);
        int[] cells = [.. Enumerable.Range(0, Rows * Columns)];
        random.Shuffle(cells);
        return (Matrix(cells[..count]), Matrix(cells[count..]));

        RatingMatrix Matrix(int[] cells) => RatingMatrix.Create(
            Rows,
            Columns,
            Array.ConvertAll(cells, cell => cell / Columns),
            Array.ConvertAll(cells, cell => cell % Columns),
            Array.ConvertAll(cells, cell => (float)rating(cell / Columns, cell % Columns, random)));
    }

    private AutoRecModelParameters Train(RatingMatrix ratings) => Run().Train(ratings, validation: null).Model;

    private TrainingRun Run(TestOptions? options = null)
    {
        var engine = new EngineFactory(TrainingEngine.Sparse, "the test", (network, settings) => new SparseEngine(network, settings));
        options ??= new TestOptions { HiddenLayers = [64] };
        return new(options, AutoRecVariant.ItemBased, engine, new(1, _log.Add, () => { }));
    }
}
