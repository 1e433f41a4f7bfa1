using AutoRec.Engines.Sparse;
using AutoRec.Tests;

namespace AutoRec.Training.Tests;

[TestClass]
public sealed class NetworkShareTests
{
    private const int Rows = 120, Columns = 80;

    private readonly List<string> _log = [];

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(24)]
    [DataRow(200)]
    [DataRow(900)]
    public void Train_FewRatingsOfPureTaste_IsNoWorseThanItsBiases(int count)
    {
        // Without structure, all that a network can learn is noise.
        var (train, test) = Ratings(count, (row, column, random) => (row % 3) + (column % 2) + (2 * random.NextDouble()));
        var model = Train(train);
        var biases = Rmse(test, model, (row, column) =>
            model.Preparation.ToLabel(0, model.Preparation.Baseline.Rows[row], column));
        var scores = Rmse(test, model, model.Score);
        Assert.IsLessThanOrEqualTo(biases * 1.01, scores, $"the model {scores:F4}, its biases {biases:F4}");
    }

    [TestMethod]
    public void Train_FewRatingsWithStructure_KeepsTheNetwork()
    {
        var (train, test) = Ratings(1_500, (row, column, _) => (row % 2) == (column % 2) ? 5 : 1);
        var model = Train(train);
        var biases = Rmse(test, model, (row, column) =>
            model.Preparation.ToLabel(0, model.Preparation.Baseline.Rows[row], column));
        Assert.IsLessThan(biases / 2, Rmse(test, model, model.Score));
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
    public void Train_AFourthOfTheShare_MakesThePriorOfNewColumnsAsMuchSmaller()
    {
        var (train, _) = Ratings(300, (row, column, random) => (row % 3) + (4 * random.NextDouble()));
        var model = Train(train);
        Assert.IsGreaterThan(130, model.Lambda);
    }

    [TestMethod]
    [DataRow(20, 0.5)]
    [DataRow(2_000, 0.5)]
    [DataRow(4_000, 0.25)]
    [DataRow(100_000, 0.1)]
    public void FractionToHoldOut_LeavesAThousandIfPossible(int count, double expected) =>
        Assert.AreEqual(expected, NetworkShare.FractionToHoldOut(count), 1e-9);

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

    private AutoRecModelParameters Train(RatingMatrix ratings)
    {
        var options = new TestOptions { HiddenLayers = [64] };
        var engine = new EngineFactory(TrainingEngine.Sparse, "the test", (network, settings) => new SparseEngine(network, settings));
        var run = new TrainingRun(options, AutoRecVariant.ItemBased, engine, new(1, _log.Add, () => { }));
        return run.Train(ratings, validation: null).Model;
    }
}
