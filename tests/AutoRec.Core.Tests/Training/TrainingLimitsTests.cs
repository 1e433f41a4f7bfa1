using AutoRec.Engines.Sparse;
using AutoRec.Training;

namespace AutoRec.Tests;

/// <summary>Options, labels and sizes that no training can use.</summary>
[TestClass]
public sealed class TrainingLimitsTests
{
    [TestMethod]
    [DataRow(1e9, null, true)]
    [DataRow(1.1e9, "The option Lambda is 1100000000; expected 0 to 1000000000.", false)]
    [DataRow(1e300, "The option Lambda is 1E+300; expected 0 to 1000000000.", false)]
    [DataRow(double.NaN, "The option Lambda is NaN; expected 0 to 1000000000.", false)]
    public void Check_Lambda_IsBounded(double lambda, string? message, bool isValid)
    {
        var options = new TestOptions { Lambda = lambda };
        if (isValid)
            options.Check();
        else
            Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Check).Message);
    }

    [TestMethod]
    public void Check_OtherHugeNumbers_AreRefusedByName()
    {
        AssertRefused(nameof(AutoRecOptions.EncoderPenalty), new() { EncoderPenalty = 1e10 });
        AssertRefused(nameof(AutoRecOptions.InitialStandardDeviation), new() { InitialStandardDeviation = 1e300 });
        AssertRefused(nameof(AutoRecOptions.HiddenLayers), new() { HiddenLayers = [.. Enumerable.Repeat(2, 51)] });

        static void AssertRefused(string name, TestOptions options) =>
            Assert.Contains($"The option {name} is", Assert.ThrowsExactly<ArgumentOutOfRangeException>(options.Check).Message);
    }

    [TestMethod]
    [DataRow(3.4e38f, 3.4e38f, "range from 3.4E+38 to 3.4E+38")]
    [DataRow(-3e38f, 3e38f, "range from -3E+38 to 3E+38")]
    [DataRow(0f, 1.401298E-45f, "range from 0 to 1E-45")]
    [DataRow(0f, 2e18f, "range from 0 to 2E+18")]
    public void Train_LabelsBeyondTheArithmetic_NamesThemAndTheRemedy(float low, float high, string found)
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Train([low, high, low, high], new() { HiddenLayers = [4] }));
        Assert.Contains(found, error.Message);
        Assert.Contains("Scale them", error.Message);
    }

    [TestMethod]
    [DataRow(-1e18f, 1e18f)]
    [DataRow(1e18f, 1e18f)]
    [DataRow(0f, 1e-15f)]
    [DataRow(1e9f, 1e9f)]
    public void Train_LabelsAtTheLimits_ScoresAreFinite(float low, float high)
    {
        var model = Train([low, high, low, high], new() { HiddenLayers = [4], Epochs = 2, ValidationFraction = 0 });
        for (var row = 0; row < 2; row++)
            Assert.IsTrue(float.IsFinite(model.Score(row, 1 - row)));
    }

    [TestMethod]
    public void Train_CodesLargerThanAnArray_SaysTheMemoryAndTheRemedyBeforeTraining()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TrainRows(new() { HiddenLayers = [1_000_000] }));
        Assert.StartsWith("The codes would be 3000 × 1000000 numbers, 11.2 GB; one array holds at most", error.Message);
        Assert.Contains("Use fewer hidden units", error.Message);
    }

    [TestMethod]
    public void Train_DropoutMasksLargerThanAnArray_SaysTheMemoryAndTheRemedyBeforeTraining()
    {
        var options = new TestOptions { HiddenLayers = [1, 1_000_000], HiddenDropout = 0.5, BatchSize = 3000 };
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => TrainRows(options));
        Assert.StartsWith("The dropout masks of a batch would be 3000 × 1000000 numbers, 11.2 GB", error.Message);
        Assert.Contains("Lower BatchSize", error.Message);
    }

    private static void TrainRows(TestOptions options)
    {
        const int rows = 3000;
        int[] all = [.. Enumerable.Range(0, rows)];
        Train(RatingMatrix.Create(rows, 1, all, new int[rows], Array.ConvertAll(all, row => row % 5f)), options);
    }

    private static AutoRecModelParameters Train(float[] labels, TestOptions options) =>
        Train(RatingMatrix.Create(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], labels), options);

    private static AutoRecModelParameters Train(RatingMatrix ratings, TestOptions options)
    {
        var engine = new EngineFactory(TrainingEngine.Sparse, "the test", (network, settings) => new SparseEngine(network, settings));
        return new TrainingRun(options, AutoRecVariant.ItemBased, engine, new(Seed: 1, _ => { }, () => { }))
            .Train(ratings, validation: null).Model;
    }
}
