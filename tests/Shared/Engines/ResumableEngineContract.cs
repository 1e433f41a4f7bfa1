using AutoRec.Checkpoints;
using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Tests;

/// <summary>The contract of every engine that writes checkpoints.</summary>
public abstract class ResumableEngineContract
{
    private const int StepsBefore = 5;
    private const int StepsAfter = 4;

    private protected abstract ITrainingEngine Create(Network network, EngineSettings settings);

    [TestMethod]
    [DataRow(AutoRecOptimizer.RowAdam)]
    [DataRow(AutoRecOptimizer.Adam)]
    [DataRow(AutoRecOptimizer.Sgd)]
    [DataRow(AutoRecOptimizer.RProp)]
    public void Exchange_AnyOptimizer_ContinuesWithTheSameBits(AutoRecOptimizer optimizer) =>
        AssertContinues(() => EngineProblem.Small(new TestOptions { HiddenLayers = [40], Optimizer = optimizer }));

    [TestMethod]
    [DataRow(AutoRecOptimizer.RowAdam)]
    [DataRow(AutoRecOptimizer.Adam)]
    [DataRow(AutoRecOptimizer.Sgd)]
    [DataRow(AutoRecOptimizer.RProp)]
    public void Exchange_MoreLayersAndFeatures_ContinuesWithTheSameBits(AutoRecOptimizer optimizer) => AssertContinues(() =>
        EngineProblem.Small(
            new TestOptions { HiddenLayers = [40, 12], HiddenDropout = 0.3, Optimizer = optimizer },
            weight: n => 1 + (n % 3),
            withFeatures: true));

    [TestMethod]
    public void Exchange_SgdWithoutMomentum_ContinuesWithTheSameBits() => AssertContinues(() =>
        EngineProblem.Small(new TestOptions { HiddenLayers = [20], Optimizer = AutoRecOptimizer.Sgd, Momentum = 0 }));

    [TestMethod]
    public void Exchange_NoSharedDecoder_ContinuesWithTheSameBits() =>
        AssertContinues(() => EngineProblem.Small(new TestOptions { HiddenLayers = [20], SharedDecoder = false }));

    [TestMethod]
    public void Exchange_WeightThatIsNotFinite_IsRefused()
    {
        var problem = EngineProblem.Small(new TestOptions { HiddenLayers = [8] });
        Array.Fill(problem.Network.Output.Weights, float.NaN);
        using var engine = Create(problem.Network, problem.Settings);
        var state = Save(engine);
        Assert.Contains("NaN", Assert.ThrowsExactly<FormatException>(() => Load(engine, state)).Message);
    }

    /// <summary>The engines that read the state: one must suffice, unless the number of threads may differ.</summary>
    private protected virtual IEnumerable<EngineSettings> Readers(EngineSettings settings) => [settings];

    private void AssertContinues(Func<EngineProblem> prepare)
    {
        var problem = prepare();
        using var engine = Create(problem.Network, problem.Settings);
        Take(engine, problem, 0, StepsBefore);
        var state = Save(engine);
        Take(engine, problem, StepsBefore, StepsAfter);
        var expected = Bits(problem.CopyOf(engine));
        foreach (var settings in Readers(problem.Settings))
        {
            using var other = Create(problem.Network, settings);
            Load(other, state);
            Assert.AreSequenceEqual(state, Save(other), "The state that was read is another one.");
            Take(other, problem, StepsBefore, StepsAfter);
            Assert.AreSequenceEqual(expected, Bits(problem.CopyOf(other)), $"{settings.Threads} threads");
        }
    }

    private static void Take(ITrainingEngine engine, EngineProblem problem, int first, int count)
    {
        var step = 0;
        foreach (var batch in problem.Batches().Take(first + count))
        {
            if (step >= first)
                engine.Step(batch, problem.Rate / (1 + (0.1 * step)));
            step++;
        }
    }

    private static byte[] Save(ITrainingEngine engine)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        ((IResumable)engine).Exchange(new StateWriter(writer));
        return stream.ToArray();
    }

    private static void Load(ITrainingEngine engine, byte[] state)
    {
        using var reader = new BinaryReader(new MemoryStream(state));
        ((IResumable)engine).Exchange(new StateReader(reader));
        Assert.AreEqual(state.Length, reader.BaseStream.Position);
    }

    private static int[] Bits(Network network) => Array.ConvertAll(EngineProblem.Weights(network), BitConverter.SingleToInt32Bits);
}
