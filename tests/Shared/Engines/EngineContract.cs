using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Tests;

/// <summary>The contract of every engine.</summary>
public abstract class EngineContract
{
    private protected abstract ITrainingEngine Create(Network network, EngineSettings settings);

    public static IEnumerable<object[]> Activations => Enum.GetValues<Activation>().Select(activation => new object[] { activation });

    [TestMethod]
    [DynamicData(nameof(Activations))]
    public void Step_AnyEncoder_FollowsTheGradientOfTheMaskedObjective(Activation encoder) =>
        AssertStepIsGradient(new() { EncoderActivation = encoder, HiddenLayers = [5], InputMasking = 0.4 });

    [TestMethod]
    [DynamicData(nameof(Activations))]
    public void Step_AnyDecoder_FollowsTheGradientOfTheMaskedObjective(Activation decoder) =>
        AssertStepIsGradient(new() { DecoderActivation = decoder, HiddenLayers = [5], InputMasking = 0.4 });

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
    [DataRow(AutoRecOptimizer.RowAdam)]
    [DataRow(AutoRecOptimizer.Adam)]
    [DataRow(AutoRecOptimizer.Sgd)]
    [DataRow(AutoRecOptimizer.RProp)]
    public void Step_AnyOptimizer_ReturnsTheSquaredErrorsBeforeIt(AutoRecOptimizer optimizer) => AssertReturnsSquaredErrors(optimizer);

    [TestMethod]
    [DataRow(AutoRecOptimizer.RowAdam)]
    [DataRow(AutoRecOptimizer.Adam)]
    [DataRow(AutoRecOptimizer.Sgd)]
    [DataRow(AutoRecOptimizer.RProp)]
    public void Step_AnyOptimizer_LowersTheObjective(AutoRecOptimizer optimizer) => AssertLowersTheObjective(optimizer);

    [TestMethod]
    public void Step_Adam_FollowsItsPaper()
    {
        const double rate = 0.01, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
        var problem = Prepare(AutoRecOptimizer.Adam);
        var expected = NetworkFactory.Clone(problem.Network);
        var moments = Arrays(expected).Select(array => (First: new double[array.Length], Second: new double[array.Length])).ToArray();
        using var engine = Create(problem.Network, problem.Settings);
        for (var t = 1; t <= 3; t++)
        {
            engine.Step(problem.FirstBatch, rate);
            var gradients = Gradients(expected, problem);
            var arrays = Arrays(expected);
            for (var a = 0; a < arrays.Length; a++)
            {
                var (first, second) = moments[a];
                for (var i = 0; i < arrays[a].Length; i++)
                {
                    var g = gradients[a][i];
                    first[i] = (beta1 * first[i]) + ((1 - beta1) * g);
                    second[i] = (beta2 * second[i]) + ((1 - beta2) * g * g);
                    var step = first[i] / (1 - Math.Pow(beta1, t)) / (Math.Sqrt(second[i] / (1 - Math.Pow(beta2, t))) + epsilon);
                    arrays[a][i] -= (float)(rate * step);
                }
            }
        }

        AssertSameWeights(expected, problem.CopyOf(engine), tolerance: 2e-5);
    }

    /// <summary>With weights W<sub>u</sub> + f w, the penalty applies to W<sub>u</sub> only, and w learns from all columns.</summary>
    [TestMethod]
    [DataRow(new[] { 5 })]
    [DataRow(new[] { 6, 4 })]
    public void Step_SharedDecoder_PenalizesTheColumnsOwnPart(int[] hiddenLayers)
    {
        const float rate = 0.5f;
        var problem = EngineProblem.Tiny(
            new TestOptions { HiddenLayers = hiddenLayers, HiddenDropout = 0.2, Optimizer = AutoRecOptimizer.Sgd });
        var (network, decay) = (problem.Network, problem.Settings.Decay);
        using var engine = Create(network, problem.Settings with { SharedDecoder = true });
        var (expected, inputs) = (NetworkFactory.Clone(network), network.Output.Inputs);
        var (own, shared) = ((float[])network.Output.Weights.Clone(), new float[inputs]);
        for (var step = 0; step < 3; step++)
        {
            engine.Step(problem.FirstBatch, rate);
            var gradients = Gradients(expected, problem);
            var ofShared = new double[inputs];
            for (var i = 0; i < own.Length; i++)
            {
                var ofErrors = gradients[^2][i] - (decay * expected.Output.Weights[i]);
                ofShared[i % inputs] += EngineSettings.SharedFactor * ofErrors;
                own[i] -= (float)(rate * (ofErrors + (decay * own[i])));
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

        Assert.IsGreaterThan(
            4e-5,
            0.5 * rate * decay * EngineSettings.SharedFactor * shared.Max(Math.Abs),
            "The shared part is too small to show a penalty.");
        AssertSameWeights(expected, problem.CopyOf(engine), tolerance: 2e-5);
    }

    [TestMethod]
    [DataRow(new[] { 5 })]
    [DataRow(new[] { 6, 4 })]
    public void Step_FeaturesOfRows_FollowsTheGradientOfTheMaskedObjective(int[] hiddenLayers) =>
        AssertStepIsGradient(new() { HiddenLayers = hiddenLayers, InputMasking = 0.4 }, withFeatures: true);

    /// <summary>
    /// With weights W<sub>u</sub> + Σ g<sub>uq</sub> G<sub>q</sub>/4, G learns from all columns, and each part has its penalty.
    /// </summary>
    [TestMethod]
    [DataRow(new[] { 5 })]
    [DataRow(new[] { 6, 4 })]
    public void Step_FeaturesOfColumns_LearnsTheirPartFromAllColumns(int[] hiddenLayers)
    {
        const float rate = 0.5f, featureDecay = 0.05f;
        var problem = EngineProblem.Tiny(
            new TestOptions { HiddenLayers = hiddenLayers, Optimizer = AutoRecOptimizer.Sgd }, withFeatures: true);
        var (network, decay, features) = (problem.Network, problem.Settings.Decay, problem.Settings.ColumnFeatures!);
        using var engine = Create(network, problem.Settings with { ColumnFeatureDecay = featureDecay });
        var (expected, inputs) = (NetworkFactory.Clone(network), network.Output.Inputs);
        var (own, ofFeatures) = ((float[])network.Output.Weights.Clone(), new float[features.SlotCount * inputs]);
        for (var step = 0; step < 3; step++)
        {
            engine.Step(problem.FirstBatch, rate);
            var gradients = Gradients(expected, problem);
            var ofErrors = gradients[^2].Select((g, i) => g - (decay * expected.Output.Weights[i])).ToArray();
            var gradient = ofFeatures.Select(value => (double)featureDecay * value).ToArray();
            Visit((own, feature, value) => gradient[feature] += EngineSettings.SharedFactor * value * ofErrors[own]);
            foreach (var (values, ofValues) in Arrays(expected).Zip(gradients))
            {
                for (var i = 0; i < values.Length; i++)
                    values[i] -= (float)(rate * ofValues[i]);
            }

            for (var i = 0; i < own.Length; i++)
                own[i] -= (float)(rate * (ofErrors[i] + (decay * own[i])));
            for (var i = 0; i < ofFeatures.Length; i++)
                ofFeatures[i] -= (float)(rate * gradient[i]);
            own.CopyTo(expected.Output.Weights, 0);
            Visit((own, feature, value) => expected.Output.Weights[own] += EngineSettings.SharedFactor * value * ofFeatures[feature]);
        }

        for (var i = 0; i < ofFeatures.Length; i++)
            expected.ColumnFeatures!.Weights[i] = EngineSettings.SharedFactor * ofFeatures[i];
        Assert.IsGreaterThan(1e-3, expected.ColumnFeatures!.Weights.Max(Math.Abs));
        AssertSameWeights(expected, problem.CopyOf(engine), tolerance: 2e-5);

        // Each weight of a column, with each weight of a feature that adds to it.
        void Visit(Action<int, int, float> visit)
        {
            for (var u = 0; u < features.Count; u++)
            {
                for (var n = 0; n < features[u].Count; n++)
                {
                    for (var k = 0; k < inputs; k++)
                        visit((u * inputs) + k, (features[u].Slots[n] * inputs) + k, features[u].Values[n]);
                }
            }
        }
    }

    [TestMethod]
    public void CopyTo_BeforeAnyStep_GivesTheFirstWeights()
    {
        var problem = EngineProblem.Tiny(new TestOptions { HiddenLayers = [6, 4] });
        var copy = NetworkFactory.Clone(problem.Network);
        foreach (var layer in copy.Layers)
            Array.Clear(layer.Weights);
        using var engine = Create(problem.Network, problem.Settings);
        engine.CopyTo(copy);
        AssertSameWeights(problem.Network, copy, tolerance: 0);
    }

    [TestMethod]
    public void CopyTo_SharedStart_AddsItsPartToEveryColumn()
    {
        var problem = EngineProblem.Tiny(new TestOptions { HiddenLayers = [6, 4] });
        var output = problem.Network.Output;
        float[] start = [.. Enumerable.Range(0, output.Inputs).Select(k => k + 1f)];
        using var engine = Create(problem.Network, problem.Settings with { SharedDecoder = true, SharedStart = start });
        var copy = problem.CopyOf(engine).Output;
        for (var i = 0; i < output.Weights.Length; i++)
        {
            var expected = output.Weights[i] + (EngineSettings.SharedFactor * start[i % output.Inputs]);
            Assert.AreEqual(expected, copy.Weights[i], 1e-6, $"weight {i}");
        }
    }

    [TestMethod]
    public void Step_AnyBatch_LeavesTheInitialNetworkUnchanged()
    {
        var problem = Prepare(AutoRecOptimizer.Adam);
        var before = NetworkFactory.Clone(problem.Network);
        using var engine = Create(problem.Network, problem.Settings);
        engine.Step(problem.FirstBatch, 0.1);
        AssertSameWeights(before, problem.Network, tolerance: 0);
    }

    [TestMethod]
    public void Step_SameBatchesTwice_GivesTheSameWeightsToTheBit()
    {
        AssertSameWeights(Run(), Run(), tolerance: 0);

        Network Run()
        {
            var problem = EngineProblem.Small(new TestOptions { HiddenLayers = [16] });
            using var engine = Create(problem.Network, problem.Settings);
            return problem.Train(engine, steps: 6);
        }
    }

    private protected static EngineProblem Prepare(AutoRecOptimizer optimizer) =>
        EngineProblem.Tiny(new TestOptions { HiddenLayers = [5], Optimizer = optimizer });

    private protected void AssertReturnsSquaredErrors(AutoRecOptimizer optimizer)
    {
        var problem = Prepare(optimizer);
        var expected = ReferenceNetwork.SquaredErrors(problem.Network, problem.FirstBatch);
        using var engine = Create(problem.Network, problem.Settings);
        Assert.AreEqual(expected, engine.Step(problem.FirstBatch, 0.01), expected * 1e-5);
    }

    private protected void AssertLowersTheObjective(AutoRecOptimizer optimizer)
    {
        var problem = Prepare(optimizer);
        using var engine = Create(problem.Network, problem.Settings);
        for (var step = 0; step < 20; step++)
            engine.Step(problem.FirstBatch, 0.01);
        Assert.IsLessThan(Objective(problem.Network, problem), Objective(problem.CopyOf(engine), problem));
    }

    private protected static void AssertSameWeights(Network expected, Network actual, double tolerance)
    {
        foreach (var (layer, (e, a)) in expected.Layers.Zip(actual.Layers).Index())
        {
            for (var i = 0; i < e.Weights.Length; i++)
                Assert.AreEqual(e.Weights[i], a.Weights[i], tolerance, $"layer {layer}, weight {i}");
            for (var i = 0; i < e.Biases.Length; i++)
                Assert.AreEqual(e.Biases[i], a.Biases[i], tolerance, $"layer {layer}, bias {i}");
        }

        AssertSame(expected.RowFeatures, actual.RowFeatures);
        AssertSame(expected.ColumnFeatures, actual.ColumnFeatures);

        void AssertSame(AutoRecLayer? e, AutoRecLayer? a)
        {
            for (var i = 0; i < (e?.Weights.Length ?? 0); i++)
                Assert.AreEqual(e!.Weights[i], a!.Weights[i], tolerance, $"weight {i} of features");
        }
    }

    /// <summary>A step of gradient descent at rate 1 must equal the gradient by finite differences.</summary>
    private void AssertStepIsGradient(TestOptions options, bool withFeatures = false)
    {
        options.Optimizer = AutoRecOptimizer.Sgd;
        var problem = EngineProblem.Tiny(options, withFeatures: withFeatures);
        using var engine = Create(problem.Network, problem.Settings with { ColumnFeatures = NoFeatures(problem.Settings.ColumnFeatures) });
        engine.Step(problem.FirstBatch, learningRate: 1);

        var expected = Gradients(problem.Network, problem);
        var (was, now) = (Arrays(problem.Network), Arrays(problem.CopyOf(engine)));
        for (var a = 0; a < was.Length; a++)
        {
            for (var i = 0; i < was[a].Length; i++)
                Assert.AreEqual(expected[a][i], was[a][i] - now[a][i], 2e-5 + (1e-4 * Math.Abs(expected[a][i])), $"array {a}, entry {i}");
        }
    }

    /// <summary>Vectors without values, so that the decoder has no other part than that of the columns.</summary>
    private static FeatureMatrix? NoFeatures(FeatureMatrix? features) =>
        features is null ? null : new(features.SlotCount, Array.ConvertAll(features.Vectors, _ => FeatureVector.Unknown));

    private static float[][] Arrays(Network network) =>
    [
        .. network.RowFeatures is { } features ? [features.Weights] : Array.Empty<float[]>(),
        .. network.Layers.SelectMany(layer => new[] { layer.Weights, layer.Biases }),
    ];

    private static double Objective(Network network, EngineProblem problem) =>
        ReferenceNetwork.Objective(network, problem.FirstBatch, problem.Settings);

    private static double[][] Gradients(Network network, EngineProblem problem)
    {
        const float delta = 1f / (1 << 14);
        var batch = problem.FirstBatch;
        return [.. Arrays(network).Select(values =>
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
                    return ReferenceNetwork.Objective(network, batch, problem.Settings);
                }
            }

            return gradient;
        })];
    }
}
