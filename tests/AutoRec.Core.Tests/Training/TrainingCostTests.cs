using AutoRec.Sharding;
using AutoRec.Training;

namespace AutoRec.Tests;

[TestClass]
public sealed class TrainingCostTests
{
    [TestMethod]
    public void Describe_LargeTraining_SaysTheMemoryAndItsParts()
    {
        // 1,000,000 columns × 512 units × 2 layers × 4 bytes × (network, weights, the first moment of RowAdam) are 11.4 GB.
        var cost = Of(columns: 1_000_000, new TestOptions { HiddenLayers = [512] });
        Assert.Contains("needs about 11.4 GB of memory: 11.4 GB for weights and optimizer state", cost.Describe()!);
        Assert.IsGreaterThan(TrainingCost.Large, cost.Total);
    }

    [TestMethod]
    public void Describe_OrdinaryTraining_SaysNothing() =>
        Assert.IsNull(Of(columns: 6040, new TestOptions { HiddenLayers = [512] }).Describe());

    [TestMethod]
    public void Of_AdamByChoice_NeedsTwoMoments()
    {
        var rowAdam = Of(columns: 1_000_000, new TestOptions { HiddenLayers = [512] });
        var adam = Of(columns: 1_000_000, new TestOptions { HiddenLayers = [512], Optimizer = AutoRecOptimizer.Adam });
        Assert.AreEqual(rowAdam.Weights * 4 / 3, adam.Weights);
    }

    [TestMethod]
    public void Of_Sgd_NeedsOneMomentLess()
    {
        var adam = Of(columns: 1000, new TestOptions { HiddenLayers = [32] });
        var sgd = Of(columns: 1000, new TestOptions { HiddenLayers = [32], Optimizer = AutoRecOptimizer.Sgd });
        Assert.AreEqual(adam.Weights * 3 / 4, sgd.Weights);
    }

    [TestMethod]
    public void Of_Validated_CountsTheBestNetwork()
    {
        var ratings = RatingMatrix.Create(2, 1000, [0, 1], [0, 999], [1, 5]);
        var set = new TrainingSet(ratings, BaselineKind.None, InputNormalization.None);
        long Weights(bool isValidated) =>
            TrainingCost.Of(set, new TestOptions { HiddenLayers = [32] }, TrainingEngine.Sparse, 64, isValidated).Weights;
        Assert.AreEqual(Weights(false) * 5 / 4, Weights(true));
    }

    [TestMethod]
    public void Of_Shards_CountsTheWeightsOfAllRanks()
    {
        var options = new TestOptions { HiddenLayers = [32] };
        var costs = ThreadRanks.Run(2, 4, ranks =>
        {
            var (team, first) = (new ShardTeam(ranks), ranks.Shards.First);
            TrainingCost? cost = null;
            team.Run(local =>
            {
                var index = first + local;
                var shard = new Shard(team, local, index, (250 * index)..(250 * (index + 1)));
                var set = new TrainingSet(
                    RatingMatrix.Create(2, 250, [0, 1], [0, 249], [1, 5]), BaselineKind.None, InputNormalization.None, shard);
                cost = TrainingCost.Of(set, options, TrainingEngine.Sparse, batchSize: 64);
            });
            return cost!;
        });
        var whole = Of(columns: 1000, options);
        Assert.AreEqual((whole.Weights, 4 * whole.Batch, 4), (costs[0].Weights, costs[0].Batch, costs[0].Shards));
        Assert.AreEqual(costs[0], costs[1]);
        Assert.Contains(" GB of memory in all ranks together: ", (costs[0] with { Weights = 8L << 30 }).Describe()!);
    }

    [TestMethod]
    public void Of_Torch_CountsDenseBatches() => Assert.IsGreaterThan(
        4L * 1_000_000 * 512,
        Of(columns: 1_000_000, new TestOptions { HiddenLayers = [8] }, TrainingEngine.Torch, batchSize: 512).Batch);

    [TestMethod]
    [DataRow(0.4, 59, null)]
    [DataRow(1.5, 59, "The epochs will take about 88 seconds more.")]
    [DataRow(30.0, 60, "The epochs will take about 30 minutes more.")]
    [DataRow(600.0, 60, "The epochs will take about 10 hours more.")]
    [DataRow(600.0, 0, null)]
    public void DescribeRest_AfterAnEpoch_SaysLongTimesOnly(double seconds, int left, string? expected) =>
        Assert.AreEqual(expected, TrainingCost.DescribeRest(TimeSpan.FromSeconds(seconds), left));

    private static TrainingCost Of(
        int columns, AutoRecOptions options, TrainingEngine engine = TrainingEngine.Sparse, int batchSize = 64)
    {
        var ratings = RatingMatrix.Create(2, columns, [0, 1], [0, columns - 1], [1, 5]);
        return TrainingCost.Of(new(ratings, BaselineKind.None, InputNormalization.None), options, engine, batchSize);
    }
}
