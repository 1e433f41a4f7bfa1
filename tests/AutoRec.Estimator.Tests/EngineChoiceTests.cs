using AutoRec.Engines;
using AutoRec.Engines.Torch.Native.Tests;
using Microsoft.ML;

namespace AutoRec.Tests;

[TestClass]
public sealed class EngineChoiceTests
{
    [TestMethod]
    public void For_Defaults_TakesTheSparseEngine() =>
        Assert.AreEqual(TrainingEngine.Sparse, EngineChoice.For(new AutoRecTrainer.Options()).Engine);

    [TestMethod]
    [DataRow("cuda", AutoRecOptimizer.Adam, "Device is 'cuda'")]
    [DataRow("cpu", AutoRecOptimizer.LBfgs, "Optimizer is LBfgs")]
    public void For_OptionTheSparseEngineLacks_TakesTorchAndSaysWhy(string device, AutoRecOptimizer optimizer, string reason)
    {
        var choice = EngineChoice.For(new AutoRecTrainer.Options { Device = device, Optimizer = optimizer });
        Assert.AreEqual(TrainingEngine.Torch, choice.Engine);
        Assert.Contains(reason, choice.Reason);
    }

    [TestMethod]
    [DataRow(TrainingEngine.Sparse, "cuda:1", AutoRecOptimizer.Adam, "Device is 'cuda:1'")]
    [DataRow(TrainingEngine.Sparse, "cpu", AutoRecOptimizer.LBfgs, "Optimizer is LBfgs")]
    public void Create_EngineThatCannotServeAnOption_NamesEngineAndOption(
        TrainingEngine engine, string device, AutoRecOptimizer optimizer, string named)
    {
        var options = new AutoRecTrainer.Options { MatrixColumnIndexColumnName = "user", MatrixRowIndexColumnName = "item" };
        (options.Engine, options.Device, options.Optimizer) = (engine, device, optimizer);
        var error = Assert.ThrowsExactly<ArgumentException>(() => new MLContext().Regression.Trainers.AutoRec(options));
        Assert.Contains($"The engine {engine}", error.Message);
        Assert.Contains(named, error.Message);
        Assert.Contains("Use the engine Torch", error.Message);
    }

    [TestMethod]
    public async Task Fit_Defaults_TrainsInAnApplicationWithoutLibtorch()
    {
        var result = await NativeProbe.TrainAsync();
        Assert.AreEqual("trained 11 x 20", result.Output.Trim(), result.Error);
    }

    [TestMethod]
    [DataRow(TrainingEngine.Auto, TrainingEngine.Sparse)]
    [DataRow(TrainingEngine.Sparse, TrainingEngine.Sparse)]
    [DataRow(TrainingEngine.Torch, TrainingEngine.Torch)]
    public void Fit_AnyEngine_LogsAndReportsIt(TrainingEngine asked, TrainingEngine expected)
    {
        var mlContext = new MLContext();
        List<string> messages = [];
        mlContext.Log += (_, message) => messages.Add(message.RawMessage);
        var reported = TrainingEngine.Auto;
        var options = TrainingData.Small();
        (options.Engine, options.Epochs, options.Progress) = (asked, 1, progress => reported = progress.Engine);
        mlContext.Regression.Trainers.AutoRec(options).Fit(TrainingData.Mapped(mlContext, TrainingData.Generate()));
        Assert.AreEqual(expected, reported);
        Assert.HasCount(1, messages.Where(message => message.StartsWith($"Engine: {expected}, ", StringComparison.Ordinal)));
    }
}
