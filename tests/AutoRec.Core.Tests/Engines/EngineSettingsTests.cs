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

    private static EngineSettings Of(AutoRecOptions options) => EngineSettings.Of(options, firstLearningRate: 0.1, decay: 0.01);
}
