using AutoRec.Tests;

namespace AutoRec.Training.Tests;

[TestClass]
public sealed class RecipeTests
{
    [TestMethod]
    [DataRow(512, 130.0)]
    [DataRow(128, 65.0)]
    public void Lambda_MaskedInputs_GrowsWithTheRootOfTheUnitsAndNotWithTheRatings(int units, double expected)
    {
        var options = new TestOptions { HiddenLayers = [units] };
        Assert.AreEqual(expected, Recipe.Lambda(options, Set(rows: 20, columns: 30)), 1e-9);
        Assert.AreEqual(expected, Recipe.Lambda(options, Set(rows: 200, columns: 300)), 1e-9);
    }

    [TestMethod]
    public void Lambda_FullEncoderPenalty_IsTheNoiseOfTheProduct()
    {
        var options = new TestOptions { EncoderPenalty = 1 };
        var set = Set(rows: 20, columns: 30);
        Assert.AreEqual(3.3 * set.Deviation() * (Math.Sqrt(30) + Math.Sqrt(20)), Recipe.Lambda(options, set), 1e-6);
        Assert.AreEqual(Recipe.Lambda(options, set), Recipe.Lambda(new TestOptions { InputMasking = 0 }, set));
    }

    [TestMethod]
    [DataRow(0.5, null, 100.0, 1.5)] // 30 ratings a row.
    [DataRow(0.5, null, 1.0, 1.0)]
    [DataRow(0.5, 0.3, 100.0, 30.0)]
    [DataRow(0.0, null, 100.0, 100.0)]
    public void EncoderLambda_FollowsTheRatingsOfARowUnlessAFactorIsSet(double masking, double? factor, double lambda, double expected)
    {
        var options = new TestOptions { InputMasking = masking, EncoderPenalty = factor };
        Assert.AreEqual(expected, Recipe.EncoderLambda(options, Set(rows: 20, columns: 30), lambda), 1e-9);
    }

    [TestMethod]
    [DataRow(100, 60, 64)]
    [DataRow(1_792, 60, 128)]
    [DataRow(40_000, 60, 512)]
    [DataRow(40_000, 6, 2_048)]
    public void BatchSize_IsAFourteenthOfTheRowsWithinBoundsThatFollowTheirRatings(int rows, int ratingsOfRow, int expected) =>
        Assert.AreEqual(expected, Recipe.BatchSize(new TestOptions(), Set(rows, ratingsOfRow)));

    [TestMethod]
    [DataRow(1, 300)]
    [DataRow(7, 60)]
    public void Epochs_MakeAtLeastThreeHundredSteps(int stepsInEpoch, int expected) =>
        Assert.AreEqual(expected, Recipe.Epochs(Set(rows: 40, columns: 60), stepsInEpoch));

    [TestMethod]
    [DataRow(15, 60, DisplayName = "600 ratings of 40 rows and 15 columns")]
    [DataRow(9, 30, DisplayName = "360 ratings of 40 rows and 9 columns")]
    public void Epochs_OfSparseRatings_AreHalfAsMany(int columns, int expected) =>
        Assert.AreEqual(expected, Recipe.Epochs(Set(rows: 40, columns), stepsInEpoch: 19));

    [TestMethod]
    [DataRow(6_000, 0.0015)]
    [DataRow(192_000, 0.00075)]
    [DataRow(10, 0.002)]
    [DataRow(1e12, 0.0003)]
    public void LearningRate_Adam_FallsWithTheRatingsInAStep(double ratingsInStep, double expected)
    {
        Assert.AreEqual(expected, Recipe.LearningRate(new TestOptions(), ratingsInStep), 1e-9);
        Assert.AreEqual(expected * 2 / 3, Recipe.LearningRate(new TestOptions { HiddenLayers = [8, 4] }, ratingsInStep), 1e-9);
    }

    /// <summary>A matrix without gaps.</summary>
    private static TrainingSet Set(int rows, int columns)
    {
        int[] cells = [.. Enumerable.Range(0, rows * columns)];
        var ratings = RatingMatrix.Create(
            rows,
            columns,
            Array.ConvertAll(cells, cell => cell / columns),
            Array.ConvertAll(cells, cell => cell % columns),
            Array.ConvertAll(cells, cell => 1f + (cell * 7 % 5)));
        return new TrainingSet(ratings, BaselineKind.Biases, InputNormalization.RatingCount);
    }
}
