using AutoRec.Recommending;

namespace AutoRec.Tests;

/// <summary>Repeated calls allocate nothing that grows with the catalogue.</summary>
[TestClass]
public sealed class RecommenderMemoryTests
{
    private static readonly (int Item, float Rating)[] Given = [(101, 5), (104, 2), (109, 4)];

    private static readonly Dictionary<string, Action<Recommender<string, int>>> Calls = new()
    {
        ["a known user"] = recommender => recommender.Recommend("u1"),
        ["given ratings"] = recommender => recommender.Recommend(Given),
        ["no ratings"] = recommender => recommender.Recommend([]),
        ["conditions"] = recommender => recommender.Recommend("u1", 5, exclude: [102, 103], where: item => item % 2 == 0),
        ["an explanation"] = recommender => recommender.Explain(Given, 105),
        ["predictions of two users"] = recommender =>
        {
            recommender.Predict("u1", 105);
            recommender.Predict("u2", 105);
        },
        ["similar items"] = recommender => recommender.SimilarItems(101),
    };

    public static IEnumerable<(AutoRecVariant, string)> Cases =>
        from variant in Enum.GetValues<AutoRecVariant>()
        from name in Calls.Keys
        select (variant, name);

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void RepeatedCall_CatalogueAHundredTimesAsLarge_AllocatesAsMuch(AutoRecVariant variant, string what)
    {
        var call = Calls[what];
        var (small, large) = (Allocated(Create(variant, 500), call), Allocated(Create(variant, 50_000), call));
        Assert.IsGreaterThan(0, small);
        Assert.IsLessThan(small + 2_000, large, what);
    }

    [TestMethod]
    public void Predict_SameUserAgain_AllocatesNoLinearSystem() =>
        Assert.IsLessThan(500, Allocated(Create(AutoRecVariant.ItemBased, 500), recommender => recommender.Predict("u1", 105)));

    /// <summary>The bytes of one call after a warm-up.</summary>
    private static long Allocated(Recommender<string, int> recommender, Action<Recommender<string, int>> call)
    {
        const int repetitions = 20;
        for (var n = 0; n < 3; n++)
            call(recommender);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < repetitions; n++)
            call(recommender);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / repetitions;
    }

    /// <summary>Fifty users with ratings of the first fifty items, and one rating of every other item.</summary>
    private static Recommender<string, int> Create(AutoRecVariant variant, int itemCount)
    {
        const int side = 50;
        var items = RandomRatings.Of(itemCount, side + 1, [
            .. from item in Enumerable.Range(0, side)
               from user in Enumerable.Range(0, side)
               where (item + user) % 4 == 0
               select (item, user, 1f + (item * user % 5)),
            .. Enumerable.Range(side, itemCount - side).Select(item => (item, side, 3f))]);
        return TestRecommendation.Recommender(new RecommendationModel(
            TestRecommendation.RatingModel(items, new() { Variant = variant, Widths = [4] }),
            TestRecommendation.RandomChoice(items),
            TestRecommendation.Noise,
            TestRecommendation.Levels(items),
            items.Transpose()));
    }
}
