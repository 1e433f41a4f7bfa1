using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>One loaded model, used by many threads at once.</summary>
[TestClass]
public sealed class RecommenderThreadsTests
{
    private const int Threads = 64;

    [TestMethod]
    [DataRow(AutoRecVariant.ItemBased)]
    [DataRow(AutoRecVariant.UserBased)]
    public void AllCalls_ManyThreads_GiveTheResultsOfOneBitForBit(AutoRecVariant variant) =>
        AssertSameOnManyThreads(TestModels.Recommending(TestModels.Default with { Variant = variant }));

    [TestMethod]
    public void AllCalls_ManyThreadsOnABlend_GiveTheResultsOfOneBitForBit() =>
        AssertSameOnManyThreads(TestModels.RecommendingBlend(TestModels.Default));

    [TestMethod]
    public void AllCalls_ManyThreadsOnAOneClassModel_GiveTheResultsOfOneBitForBit() =>
        AssertSameOnManyThreads(TestModels.OneClass());

    private static void AssertSameOnManyThreads(ITransformer model)
    {
        var mlContext = new MLContext();
        var schema = SmallRatings.Load(mlContext, SmallRatings.All).Schema;
        var saved = SavedModels.Save(mlContext, SmallRatings.Keys(mlContext).Append(model), schema);
        var expected = Enumerable.Range(0, SmallRatings.UserCount).Select(user => Results(Load(saved), user)).ToArray();

        // The threads also share the first use of everything that is computed once.
        var recommender = Load(saved);
        using var start = new Barrier(Threads);
        var work = Enumerable.Range(0, Threads).Select(thread => DataViewRows.RunOnThread(() =>
        {
            start.SignalAndWait();
            return Results(recommender, thread % SmallRatings.UserCount);
        })).ToArray();
        for (var thread = 0; thread < Threads; thread++)
            Assert.AreSequenceEqual(expected[thread % SmallRatings.UserCount], work[thread].Result);
    }

    private static Recommender<string, int> Load(byte[] saved)
    {
        var model = SavedModels.Load(saved, out var schema);
        return new MLContext().Model.CreateRecommender<string, int>(model, schema!);
    }

    private static string[] Results(Recommender<string, int> recommender, int user)
    {
        var folded = recommender.Model.Ratings.FoldInUser([new(user % 20, 4), new(user % 20 + 1, 1)]);
        return
        [
            .. RecommenderResults.Of(recommender, user),
            .. Enumerable.Range(0, SmallRatings.ItemCount).Select(item => DataViewRows.Bits(folded.Score(item))),
        ];
    }
}
