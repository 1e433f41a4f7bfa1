using AutoRec.Engines.Sparse;
using AutoRec.Training;

namespace AutoRec.Tests;

[TestClass]
public sealed class HeldOutPredictionsTests
{
    private static readonly RatingMatrix Items = RandomRatings.Create();

    public static IEnumerable<AutoRecVariant> Variants => Enum.GetValues<AutoRecVariant>();

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Predict_Ratings_ComesCloserThanTheMeanAndKnowsNoHeldOutRating(AutoRecVariant variant)
    {
        var (predictions, known) = new HeldOutPredictions(Plan(variant), Items, Context).Predict();
        Assert.AreEqual(Items.Count - (Items.Count / 10), known.Count, 1);
        Assert.IsLessThan(
            predictions.Average(one => Math.Pow(one.Rating - 3.4, 2)), predictions.Average(one => Math.Pow(one.Rating - one.Score, 2)));
        var users = known.Transpose();
        float[][] ofUsers = [.. Enumerable.Range(0, users.RowCount).Select(user => users.ValuesOf(user).ToArray())];
        Assert.IsEmpty(predictions.Where(one => !Array.Exists(ofUsers, ratings => IsPart(one.UserRatings, ratings))));

        static bool IsPart(float[] some, float[] all) => some.GroupBy(rating => rating).All(
            ofRating => all.Count(rating => rating == ofRating.Key) >= ofRating.Count());
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Predict_Ratings_AlsoComesFromNoneAndFewOfThem(AutoRecVariant variant)
    {
        var counts = new HeldOutPredictions(Plan(variant), Items, Context).Predict().Predictions
            .Select(one => one.UserRatings.Length).ToHashSet();
        foreach (var given in new[] { 0, 1, 3, 5 })
            Assert.Contains(given, counts);
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Predict_AnyNumberOfThreads_GivesTheSamePredictions(AutoRecVariant variant)
    {
        string[] Lines(int threads) =>
        [
            .. new HeldOutPredictions(Plan(variant, threads), Items, Context).Predict().Predictions
                .Select(one => $"{one.Item} {one.Rating} {BitConverter.SingleToInt32Bits(one.Score)}"),
        ];
        Assert.AreSequenceEqual(Lines(1), Lines(4));
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Predict_TwoRatings_HasAFiniteScore(AutoRecVariant variant)
    {
        var items = RandomRatings.Of(2, 2, (0, 0, 3), (1, 1, 5));
        var predictions = new HeldOutPredictions(Plan(variant), items, Context).Predict().Predictions;
        Assert.IsNotEmpty(predictions);
        Assert.IsTrue(predictions.All(one => float.IsFinite(one.Score)));
    }

    [TestMethod]
    public void Train_StandInDiverges_KeepsTheModelAndUsesTheIntervals()
    {
        var log = new List<string>();
        var options = new TestOptions { HiddenLayers = [8], Epochs = 3 };
        var trainings = 0;
        var engine = new EngineFactory(TrainingEngine.Sparse, "the test", (network, settings) => ++trainings == 1
            ? throw new DivergedException("The loss is NaN.")
            : new SparseEngine(network, settings));
        var model = TestRecommendation.RatingModel(Items, new());
        var recommendation = RecommendationTraining.Train(
            model,
            new(options, AutoRecVariant.ItemBased, engine),
            Items,
            keepRatings: true,
            probabilitiesColumnName: null,
            threads: 1,
            Context with { Log = log.Add });
        Assert.AreEqual(1, trainings);
        Assert.ContainsSingle(log.Where(line => line.Contains("diverged", StringComparison.Ordinal)));
        var probabilities = recommendation.Levels!.Probabilities(score: 3, user: 0, item: 0);
        Assert.AreEqual(1, probabilities.Sum(), 1e-9);
        Assert.AreEqual(probabilities.Max(), probabilities.Skip(1).Take(3).Max());
    }

    [TestMethod]
    public void Train_MoreThanTwentyDistinctRatings_SaysSoInTheLog()
    {
        var log = new List<string>();
        var n = 0;
        var items = Items.Map(rating => rating + (n++ % 5 * 0.01f));
        var recommendation = RecommendationTraining.Train(
            TestRecommendation.RatingModel(items, new()),
            Plan(AutoRecVariant.ItemBased),
            items,
            keepRatings: true,
            probabilitiesColumnName: null,
            threads: 1,
            Context with { Log = log.Add });
        Assert.IsNull(recommendation.Levels);
        Assert.ContainsSingle(log.Where(line => line.Contains("more than 20 distinct ratings", StringComparison.Ordinal)));
    }

    private static RunContext Context { get; } = new(Seed: 1, _ => { }, () => { });

    private static NetworkPlan Plan(AutoRecVariant variant, int threads = 1) => new(
        new TestOptions { HiddenLayers = [32], Epochs = 20, NumberOfThreads = threads },
        variant,
        new(TrainingEngine.Sparse, "the test", (network, settings) => new SparseEngine(network, settings)));
}
