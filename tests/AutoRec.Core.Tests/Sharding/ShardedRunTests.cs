using AutoRec.Engines.Sparse;
using AutoRec.Model;
using AutoRec.Sharding;
using AutoRec.Training;

namespace AutoRec.Tests;

/// <summary>Trainings whose columns are divided among ranks.</summary>
[TestClass]
public sealed class ShardedRunTests
{
    private static readonly Dictionary<string, Func<TestOptions>> Settings = new()
    {
        ["default"] = () => new(),
        ["validated"] = () => new() { ValidationFraction = 0.2, Epochs = 8, Patience = 2 },
        ["deep"] = () => new() { HiddenLayers = [34, 9], EncoderActivation = Activation.Tanh },
        ["odd width"] = () => new() { HiddenLayers = [37] },
        ["bounded output"] = () => new() { DecoderActivation = Activation.Sigmoid, HiddenDropout = 0.2 },
        ["SGD"] = () => new() { Optimizer = AutoRecOptimizer.Sgd, SharedDecoder = false },
        ["RProp"] = () => new() { Optimizer = AutoRecOptimizer.RProp, InputMasking = 0, Baseline = BaselineKind.GlobalMean },
    };

    public static IEnumerable<object[]> Names => Settings.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Train_AnyNumberOfRanks_GivesTheSameModelBitForBit(string name)
    {
        var ratings = RandomRatings.Create();
        var expected = Train(1, name, ratings);
        foreach (var ranks in (ReadOnlySpan<int>)[2, 3, 4, 8])
            AssertSame(expected, Train(ranks, name, ratings));
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Train_Ranks_IsCloseToOneProcess(string name)
    {
        var ratings = RandomRatings.Create();
        var alone = new TrainingRun(OptionsOf(name), AutoRecVariant.ItemBased, Engine, Context()).Train(ratings, null);
        var together = Train(3, name, ratings);
        Assert.AreEqual(alone.Figures.Epochs, together.Figures.Epochs);
        for (var item = 0; item < ratings.RowCount; item++)
        {
            for (var user = 0; user < ratings.ColumnCount; user++)
                Assert.AreEqual(alone.Model.Score(item, user), together.Model.Score(item, user), 2e-4, $"{name}: {item}, {user}");
        }
    }

    [TestMethod]
    public void Train_FewRatings_FitsTheSameShareAsOneProcess()
    {
        var ratings = RandomRatings.Create(items: 60, users: 90, density: 0.03);
        var alone = new TrainingRun(OptionsOf("default"), AutoRecVariant.ItemBased, Engine, Context()).Train(ratings, null).Model;
        var together = Train(2, "default", ratings).Model;
        Assert.IsLessThan(1, alone.Share);
        Assert.AreEqual(alone.Share, together.Share, 1e-4);
        Assert.AreEqual(alone.Score(1, 1), together.Score(1, 1), 1e-4);
    }

    [TestMethod]
    public void Train_FewerColumnsThanShards_LeavesShardsEmpty()
    {
        var ratings = RandomRatings.Create(items: 30, users: 3, density: 0.8);
        AssertSame(Train(1, "default", ratings), Train(4, "default", ratings));
    }

    [TestMethod]
    public void Train_AnErrorInOneRank_EndsAllWithIt()
    {
        var errors = Assert.ThrowsExactly<AggregateException>(() => ThreadRanks.Run(3, 4, ranks =>
        {
            if (ranks.Rank == 1)
                throw new FormatException("Line 7 is broken.");
            return Train(ranks, OptionsOf("default"), RandomRatings.Create(), Context());
        })).InnerExceptions;
        Assert.HasCount(3, errors);
        Assert.AreEqual("Rank 1 of 3 failed. FormatException: Line 7 is broken.", errors[0].Message);
        Assert.AreEqual("Line 7 is broken.", errors[1].Message);
        Assert.AreEqual(errors[0].Message, errors[2].Message);
    }

    [TestMethod]
    public void Share_ARankWithoutMemoryForWhatItReceives_EndsAllWithIt()
    {
        var errors = Assert.ThrowsExactly<AggregateException>(() => ThreadRanks.Run(3, 4, ranks => ranks.Rank == 1
            ? FailAfterLengths(ranks)
            : ranks.Share<byte>([1, 2, 3]).Length)).InnerExceptions;
        Assert.HasCount(3, errors);
        Assert.AreEqual("Rank 1 of 3 failed. InsufficientMemoryException: There is no memory.", errors[0].Message);
        Assert.AreEqual(errors[0].Message, errors[2].Message);

        // The first half of Share.
        static unsafe int FailAfterLengths(RankGroup ranks)
        {
            ranks.Meet();
            int[] sizes = [.. Enumerable.Repeat(sizeof(int), ranks.Count)], offsets = [0, 4, 8];
            fixed (int* sent = new int[3], received = new int[3])
                ranks.ExchangeKnown((byte*)sent, sizes, offsets, (byte*)received, sizes, offsets);
            throw new InsufficientMemoryException("There is no memory.");
        }
    }

    [TestMethod]
    public void Train_MoreColumnsThanRankZeroCanCollect_IsRefusedBeforeTraining()
    {
        var epochs = 0;
        var errors = Assert.ThrowsExactly<AggregateException>(() => ThreadRanks.Run(2, 4, ranks =>
        {
            var options = OptionsOf("default");
            (options.HiddenLayers, options.Progress) = ([2048], _ => epochs++);
            var ratings = RatingMatrix.Create(2, 1_100_000, [0, 1], [0, 1_099_999], [1, 5]);
            return Train(ranks, options, ratings, Context());
        })).InnerExceptions;
        Assert.HasCount(2, errors);
        foreach (var error in errors)
            Assert.StartsWith("The weights in rank 0 would be 1100000 × 2048 numbers", error.Message);
        Assert.AreEqual(0, epochs);
    }

    [TestMethod]
    public void Train_ARankThatLeavesBefore_EndsTheOthers()
    {
        var errors = Assert.ThrowsExactly<AggregateException>(() => ThreadRanks.Start(3, 4, ranks => ranks.Rank == 2
            ? throw new FormatException("The program ends before it trains.")
            : ranks.Run(() => Train(ranks, OptionsOf("default"), RandomRatings.Create(), Context())))).InnerExceptions;
        Assert.AreEqual("Rank 2 of 3 left the group before the common work was done. See its error.", errors[0].Message);
        Assert.AreEqual(errors[0].Message, errors[1].Message);
        Assert.AreEqual("The program ends before it trains.", errors[2].Message);
    }

    [TestMethod]
    public void Train_AnErrorInAShardDuringTraining_EndsAllWithIt()
    {
        var epochs = 0;
        var errors = Assert.ThrowsExactly<AggregateException>(() => ThreadRanks.Run(2, 4, ranks =>
        {
            var options = OptionsOf("default");
            options.Progress = _ => epochs = epochs < 2 ? epochs + 1 : throw new IOException("The disk is full.");
            return Train(ranks, options, RandomRatings.Create(), Context());
        })).InnerExceptions;
        Assert.AreEqual("The disk is full.", errors[0].Message);
        Assert.AreEqual("Rank 0 of 2 failed. IOException: The disk is full.", errors[1].Message);
    }

    [TestMethod]
    public void Train_CanceledInOneRank_CancelsAll()
    {
        using var cancellation = new CancellationTokenSource();
        var errors = Assert.ThrowsExactly<AggregateException>(() => ThreadRanks.Run(2, 4, ranks =>
        {
            var options = OptionsOf("default");
            options.Progress = _ => cancellation.Cancel();
            var context = Context() with
            {
                ThrowIfCanceled = ranks.Rank == 1 ? cancellation.Token.ThrowIfCancellationRequested : () => { },
            };
            return Train(ranks, options, RandomRatings.Create(), context);
        })).InnerExceptions;
        Assert.HasCount(2, errors.OfType<OperationCanceledException>());
    }

    [TestMethod]
    public void Train_CanceledAndKeepsTheModel_KeepsThatOfTheLastEpochInAllRanks()
    {
        using var cancellation = new CancellationTokenSource();
        var models = ThreadRanks.Run(2, 4, ranks =>
        {
            var options = OptionsOf("default");
            (options.KeepModelWhenCanceled, options.Epochs) = (true, 50);
            options.Progress = progress =>
            {
                if (progress.Epoch == 3)
                    cancellation.Cancel();
            };
            return Train(ranks, options, RandomRatings.Create(), Context() with
            {
                ThrowIfCanceled = cancellation.Token.ThrowIfCancellationRequested,
            });
        });
        Assert.AreEqual(3, models[0].Figures.Epochs);
        Assert.AreEqual(3, models[1].Figures.Epochs);
        Assert.IsNotNull(models[0].Model);
    }

    private static EngineFactory Engine { get; } =
        new(TrainingEngine.Sparse, "for a test", (network, settings) => new SparseEngine(network, settings));

    private static RunContext Context() => new(Seed: 7, Log: _ => { }, ThrowIfCanceled: () => { });

    private static TestOptions OptionsOf(string name)
    {
        var options = Settings[name]();
        if (options.HiddenLayers.Length == 1 && options.HiddenLayers[0] > 37)
            options.HiddenLayers = [64];
        (options.Epochs, options.BatchSize) = (options.Epochs ?? 5, 16);
        if (options.Optimizer == AutoRecOptimizer.RProp)
            options.BatchSize = null;
        return options;
    }

    private static (AutoRecModelParameters Model, TrainingFigures Figures) Train(int ranks, string name, RatingMatrix ratings)
    {
        var results = ThreadRanks.Run(ranks, 8, group => Train(group, OptionsOf(name), ratings, Context()));
        foreach (var (model, _) in results[1..])
            Assert.IsNull(model);
        return (results[0].Model!, results[0].Figures);
    }

    /// <summary>Each rank reads the ratings of every n-th position.</summary>
    private static (AutoRecModelParameters? Model, TrainingFigures Figures) Train(
        RankGroup ranks, TestOptions options, RatingMatrix ratings, RunContext context)
    {
        var part = ratings.Where(position => position % ranks.Count == ranks.Rank);
        var divided = RankRatings.Cut(ranks, part);
        var (shards, repeated) = divided.Distribute(part);
        Assert.AreEqual(0, repeated);
        return new ShardedRun(ranks, options, AutoRecVariant.ItemBased, Engine, context).Train(divided, shards, null);
    }

    private static void AssertSame(
        (AutoRecModelParameters Model, TrainingFigures Figures) expected, (AutoRecModelParameters Model, TrainingFigures Figures) actual)
    {
        Assert.AreEqual(expected.Figures, actual.Figures);
        AssertSameBits(Numbers(expected.Model), Numbers(actual.Model));
    }

    private static void AssertSameBits(float[][] expected, float[][] actual)
    {
        for (var part = 0; part < expected.Length; part++)
        {
            Assert.HasCount(expected[part].Length, actual[part]);
            var differ = expected[part].Zip(actual[part]).Count(pair =>
                BitConverter.SingleToInt32Bits(pair.First) != BitConverter.SingleToInt32Bits(pair.Second));
            Assert.AreEqual(0, differ, $"numbers of part {part}");
        }
    }

    private static float[][] Numbers(AutoRecModelParameters model) =>
    [
        EngineProblem.Weights(model.Network), model.Codes, model.MeanCode!, model.Preparation.Baseline.Rows,
        model.Preparation.Baseline.Columns, model.Means.Rows, model.Means.Columns, [model.Lambda, model.Share, model.GlobalMean],
    ];
}
