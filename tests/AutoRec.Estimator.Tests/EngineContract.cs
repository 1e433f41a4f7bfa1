using AutoRec.Engines;
using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Tests;

/// <summary>What every engine must do, written once.</summary>
public abstract class EngineContract
{
    private protected const double EncoderDecay = 0.02;
    private protected const double Decay = 0.03;

    private protected abstract TrainingEngine Engine { get; }

    private protected IEnumerable<AutoRecOptimizer> Optimizers =>
        Enum.GetValues<AutoRecOptimizer>().Where(optimizer => EngineChoice.Obstacle(Engine, new AutoRecTrainer.Options { Optimizer = optimizer }) is null);

    private protected ITrainingEngine Create(Network network, EngineSettings settings) => EngineChoice.Create(Engine, network, settings);

    private static IEnumerable<object[]> Activations => Enum.GetValues<Activation>().Select(activation => new object[] { activation });

    [TestMethod]
    [DynamicData(nameof(Activations))]
    public void Step_AnyEncoder_FollowsTheGradientOfTheMaskedObjective(Activation encoder) =>
        AssertStepIsGradient(new() { EncoderActivation = encoder, HiddenLayers = [5], InputMasking = 0.4 });

    [TestMethod]
    [DynamicData(nameof(Activations))]
    public void Step_AnyDecoder_FollowsTheGradientOfTheMaskedObjective(Activation decoder) =>
        AssertStepIsGradient(new() { DecoderActivation = decoder, HiddenLayers = [5] });

    [TestMethod]
    [DynamicData(nameof(Activations))]
    public void Step_ThreeHiddenLayersWithDropout_FollowsTheGradientOfTheMaskedObjective(Activation encoder) =>
        AssertStepIsGradient(new() { EncoderActivation = encoder, HiddenLayers = [6, 4], HiddenDropout = 0.3, InputMasking = 0.2 });

    [TestMethod]
    [DataRow(BaselineKind.None, InputNormalization.None)]
    [DataRow(BaselineKind.GlobalMean, InputNormalization.RatingCount)]
    [DataRow(BaselineKind.Biases, InputNormalization.RatingCount)]
    public void Step_AnyPreparation_FollowsTheGradientOfTheMaskedObjective(BaselineKind baseline, InputNormalization normalization) =>
        AssertStepIsGradient(new() { Baseline = baseline, InputNormalization = normalization, HiddenLayers = [5] });

    [TestMethod]
    public void Step_AnyOptimizer_ReturnsTheSquaredErrorsBeforeIt()
    {
        foreach (var optimizer in Optimizers)
        {
            var (network, batch) = Prepare(new() { HiddenLayers = [5] });
            var expected = ReferenceNetwork.SquaredErrors(network, batch);
            using var engine = Create(network, Settings(optimizer));
            Assert.AreEqual(expected, engine.Step(batch, 0.01), expected * 1e-5, $"{optimizer}");
        }
    }

    [TestMethod]
    public void Step_AnyOptimizer_LowersTheObjective()
    {
        foreach (var optimizer in Optimizers)
        {
            var (network, batch) = Prepare(new() { HiddenLayers = [5] });
            var before = ReferenceNetwork.Objective(network, batch, EncoderDecay, Decay);
            using var engine = Create(network, Settings(optimizer));
            for (var step = 0; step < 20; step++)
                engine.Step(batch, 0.01);
            engine.CopyTo(network);
            Assert.IsLessThan(before, ReferenceNetwork.Objective(network, batch, EncoderDecay, Decay), $"{optimizer}");
        }
    }

    [TestMethod]
    public void Step_Adam_MovesTheWeightsAsItsPaperHasIt()
    {
        const double rate = 0.01, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
        var (network, batch) = Prepare(new() { HiddenLayers = [5] });
        var expected = NetworkFactory.Clone(network);
        var moments = expected.Layers.SelectMany(l => new[] { l.Weights, l.Biases }).Select(a => (First: new double[a.Length], Second: new double[a.Length])).ToArray();
        using var engine = Create(network, Settings(AutoRecOptimizer.Adam));
        for (var t = 1; t <= 3; t++)
        {
            engine.Step(batch, rate);
            var gradients = Gradients(expected, batch);
            var arrays = expected.Layers.SelectMany(l => new[] { l.Weights, l.Biases }).ToArray();
            for (var a = 0; a < arrays.Length; a++)
            {
                var (first, second) = moments[a];
                for (var i = 0; i < arrays[a].Length; i++)
                {
                    var g = gradients[a][i];
                    first[i] = beta1 * first[i] + (1 - beta1) * g;
                    second[i] = beta2 * second[i] + (1 - beta2) * g * g;
                    var step = first[i] / (1 - Math.Pow(beta1, t)) / (Math.Sqrt(second[i] / (1 - Math.Pow(beta2, t))) + epsilon);
                    arrays[a][i] -= (float)(rate * step);
                }
            }
        }

        engine.CopyTo(network);
        AssertSameWeights(expected, network, tolerance: 2e-5);
    }

    /// <summary>Of W<sub>u</sub> + f w it is W that is penalized, and w that learns from all columns at once.</summary>
    [TestMethod]
    [DataRow(new[] { 5 })]
    [DataRow(new[] { 6, 4 })]
    public void Step_SharedDecoder_PenalizesWhatAColumnHasOfItsOwn(int[] hiddenLayers)
    {
        const float rate = 0.5f;
        var (network, batch) = Prepare(new() { HiddenLayers = hiddenLayers, HiddenDropout = 0.2 });
        using var engine = Create(network, Settings(AutoRecOptimizer.Sgd, sharedDecoder: true));
        var (expected, inputs) = (NetworkFactory.Clone(network), network.Output.Inputs);
        var (own, shared) = ((float[])network.Output.Weights.Clone(), new float[inputs]);
        for (var step = 0; step < 3; step++)
        {
            engine.Step(batch, rate);
            var gradients = Gradients(expected, batch);
            var ofShared = new double[inputs];
            for (var i = 0; i < own.Length; i++)
            {
                var ofErrors = gradients[^2][i] - (Decay * expected.Output.Weights[i]);
                ofShared[i % inputs] += EngineSettings.SharedFactor * ofErrors;
                own[i] -= (float)(rate * (ofErrors + (Decay * own[i])));
            }

            for (var k = 0; k < inputs; k++)
                shared[k] -= (float)(rate * ofShared[k]);
            foreach (var (values, gradient) in Arrays(expected).Zip(gradients))
            {
                for (var i = 0; i < values.Length; i++)
                    values[i] -= (float)(rate * gradient[i]);
            }

            for (var i = 0; i < own.Length; i++)
                expected.Output.Weights[i] = own[i] + (EngineSettings.SharedFactor * shared[i % inputs]);
        }

        engine.CopyTo(network);
        Assert.IsGreaterThan(4e-5, 0.5 * rate * Decay * EngineSettings.SharedFactor * shared.Max(Math.Abs), "Less than the tolerance would be penalized of what is shared, so nothing was tested.");
        AssertSameWeights(expected, network, tolerance: 2e-5);
    }

    [TestMethod]
    public void CopyTo_BeforeAnyStep_GivesTheFirstWeights()
    {
        var (network, _) = Prepare(new() { HiddenLayers = [6, 4] });
        var copy = NetworkFactory.Clone(network);
        foreach (var layer in copy.Layers)
            Array.Clear(layer.Weights);
        using var engine = Create(network, Settings(AutoRecOptimizer.Adam));
        engine.CopyTo(copy);
        AssertSameWeights(network, copy, tolerance: 0);
    }

    [TestMethod]
    public void Step_LeavesTheNetworkItBeganWithAsItWas()
    {
        var (network, batch) = Prepare(new() { HiddenLayers = [5] });
        var before = NetworkFactory.Clone(network);
        using var engine = Create(network, Settings(AutoRecOptimizer.Adam));
        engine.Step(batch, 0.1);
        AssertSameWeights(before, network, tolerance: 0);
    }

    [TestMethod]
    public void Step_SameBatchesTwice_GivesTheSameWeightsToTheBit()
    {
        var options = new AutoRecTrainer.Options { HiddenLayers = [16], BatchSize = 7 };
        AssertSameWeights(Run(), Run(), tolerance: 0);

        Network Run()
        {
            var (network, _, schedule) = PrepareSchedule(options);
            using var engine = Create(network, Settings(AutoRecOptimizer.Adam));
            for (var epoch = 0; epoch < 3; epoch++)
            {
                foreach (var batch in schedule.Batches(epoch))
                    engine.Step(batch, 0.01);
            }

            engine.CopyTo(network);
            return network;
        }
    }

    private protected static EngineSettings Settings(AutoRecOptimizer optimizer, bool sharedDecoder = false) => new(optimizer, FirstLearningRate: 0.01, Momentum: 0, EncoderDecay, Decay, sharedDecoder, Threads: 1, Device: "cpu");

    private protected static (Network Network, Batch Batch) Prepare(AutoRecTrainer.Options options)
    {
        var (network, _, schedule) = PrepareSchedule(options);
        return (network, schedule.Batches(0).First());
    }

    /// <summary>Twelve rows over nine columns, a third of the entries observed, weights large enough for every activation to bend.</summary>
    private protected static (Network Network, TrainingSet Set, BatchSchedule Schedule) PrepareSchedule(AutoRecTrainer.Options options)
    {
        const int rows = 12, columns = 9;
        options.InitialStandardDeviation = 0.2;
        var random = new Random(7);
        var cells = Enumerable.Range(0, rows * columns).Where(_ => random.Next(3) == 0).ToArray();
        var ratings = RatingMatrix.Create(
            rows,
            columns,
            Array.ConvertAll(cells, cell => cell / columns),
            Array.ConvertAll(cells, cell => cell % columns),
            Array.ConvertAll(cells, cell => (float)(1 + (cell * 7 + random.Next(3)) % 5)));
        var preparation = RatingPreparation.Fit(ratings, options.Baseline, options.InputNormalization);
        var set = new TrainingSet(ratings, preparation);
        var network = NetworkFactory.Create(set, options, seed: 3);
        for (var l = 0; l < network.Hidden.Length; l++)
            new RandomStream(3, RandomStream.Purpose.Weights, 100 + l).FillGaussian(network.Hidden[l].Biases, 0.1);
        return (network, set, new BatchSchedule(set, options, [.. network.Hidden.Select(layer => layer.Outputs)], seed: 3));
    }

    private protected static void AssertSameWeights(Network expected, Network actual, double tolerance)
    {
        foreach (var (e, a) in expected.Layers.Zip(actual.Layers))
        {
            for (var i = 0; i < e.Weights.Length; i++)
                Assert.AreEqual(e.Weights[i], a.Weights[i], tolerance);
            for (var i = 0; i < e.Biases.Length; i++)
                Assert.AreEqual(e.Biases[i], a.Biases[i], tolerance);
        }
    }

    /// <summary>A step of plain gradient descent at rate 1 is the gradient, which finite differences give too.</summary>
    private void AssertStepIsGradient(AutoRecTrainer.Options options)
    {
        var (network, batch) = Prepare(options);
        using var engine = Create(network, Settings(AutoRecOptimizer.Sgd));
        engine.Step(batch, learningRate: 1);
        var after = NetworkFactory.Clone(network);
        engine.CopyTo(after);

        var expected = Gradients(network, batch);
        var (was, now) = (Arrays(network), Arrays(after));
        for (var a = 0; a < was.Length; a++)
        {
            for (var i = 0; i < was[a].Length; i++)
                Assert.AreEqual(expected[a][i], was[a][i] - now[a][i], 2e-5 + 1e-4 * Math.Abs(expected[a][i]), $"array {a}, entry {i}");
        }
    }

    private static float[][] Arrays(Network network) => [.. network.Layers.SelectMany(l => new[] { l.Weights, l.Biases })];

    private static double[][] Gradients(Network network, Batch batch)
    {
        const float delta = 1f / (1 << 14);
        return [.. network.Layers.SelectMany(l => new[] { l.Weights, l.Biases }).Select(values =>
        {
            var gradient = new double[values.Length];
            for (var i = 0; i < values.Length; i++)
            {
                var value = values[i];
                float above = value + delta, below = value - delta;
                gradient[i] = (At(above) - At(below)) / ((double)above - below);
                values[i] = value;

                double At(float moved)
                {
                    values[i] = moved;
                    return ReferenceNetwork.Objective(network, batch, EncoderDecay, Decay);
                }
            }

            return gradient;
        })];
    }
}
