using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Tests;

[TestClass]
public sealed class NetworkFactoryTests
{
    private readonly RatingMatrix _ratings = RatingMatrix.Create(2, 3, [0, 0, 1], [0, 2, 1], [1f, 5f, 3f]);

    [TestMethod]
    [DataRow(4, 4)]
    [DataRow(6, 3)]
    [DataRow(3, 6)]
    public void Create_DeepSigmoidNetwork_PassesTheFirstLayerOn(int first, int second)
    {
        var layer = Create(Activation.Sigmoid, [first, second]).Hidden[1];
        Assert.AreSequenceEqual(Enumerable.Repeat(0.5f, second), Pass(layer, _ => 0.5f));
        for (var raised = 0; raised < first; raised++)
        {
            var outputs = Pass(layer, input => input == raised ? 0.7f : 0.5f);
            Assert.HasCount(Math.Max(1, second / first), outputs.Where(output => output > 0.6f), $"unit {raised}");
            Assert.IsTrue(outputs.All(output => output >= 0.5f));
        }
    }

    [TestMethod]
    public void Create_DeepNetworkOfAnotherActivation_HasRandomInnerWeights()
    {
        var layer = Create(Activation.Tanh, [50, 40]).Hidden[1];
        var deviation = Math.Sqrt(layer.Weights.Average(weight => (double)weight * weight));
        Assert.AreEqual(1 / Math.Sqrt(50), deviation, 0.01);
        Assert.IsTrue(layer.Biases.All(bias => bias == 0));
    }

    private Network Create(Activation encoder, int[] widths)
    {
        var options = new TestOptions { EncoderActivation = encoder, HiddenLayers = widths };
        var set = new TrainingSet(_ratings, options.Baseline, options.InputNormalization);
        return NetworkFactory.Create(set, options, seed: 1);
    }

    private static float[] Pass(AutoRecLayer layer, Func<int, float> input) => [.. Enumerable.Range(0, layer.Outputs).Select(output =>
    {
        var sum = layer.Biases[output] + Enumerable.Range(0, layer.Inputs).Sum(i => layer.Weights[(i * layer.Outputs) + output] * input(i));
        return 1 / (1 + MathF.Exp(-sum));
    })];
}
