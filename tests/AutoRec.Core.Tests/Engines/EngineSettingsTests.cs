using AutoRec.Tests;
using AutoRec.Training;

namespace AutoRec.Engines.Sparse.Tests;

[TestClass]
public sealed class EngineSettingsTests
{
    [TestMethod]
    [DataRow(true, AutoRecOptimizer.Adam, true)]
    [DataRow(true, AutoRecOptimizer.Sgd, true)]
    [DataRow(true, AutoRecOptimizer.LBfgs, false)]
    [DataRow(false, AutoRecOptimizer.Adam, false)]
    public void Of_SharedDecoder_IsTheOptionExceptForLBfgs(bool option, AutoRecOptimizer optimizer, bool expected) =>
        Assert.AreEqual(expected, Of(new TestOptions { SharedDecoder = option, Optimizer = optimizer }).SharedDecoder);

    [TestMethod]
    [DataRow(BaselineKind.Biases, 5.0)]
    [DataRow(BaselineKind.GlobalMean, 0.0)]
    [DataRow(BaselineKind.None, 0.0)]
    public void Of_BiasDecay_IsTheDampingOfTheBaselineByTheNumberOfRatings(BaselineKind baseline, double expected) =>
        Assert.AreEqual(expected, Of(new TestOptions { Baseline = baseline }).BiasDecay);

    private static EngineSettings Of(AutoRecOptions options)
    {
        var ratings = RatingMatrix.Create(2, 2, [0, 0, 1], [0, 1, 1], [1, 2, 5]);
        var set = new TrainingSet(ratings, options.Baseline, options.InputNormalization);
        return EngineSettings.Of(options, set, firstLearningRate: 0.1, lambda: 100);
    }
}
