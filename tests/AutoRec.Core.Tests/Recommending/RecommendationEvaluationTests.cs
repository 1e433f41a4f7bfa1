namespace AutoRec.Recommending.Tests;

[TestClass]
public sealed class RecommendationEvaluationTests
{
    private const int ItemCount = 6;

    // Ratings of the items 0 to 5: 3, 2, 2, 1, 1 and 0. User 4 has none.
    private static readonly RatingMatrix Training = Ratings(
        5, (0, 0, 5), (0, 1, 4), (1, 0, 3), (1, 2, 5), (2, 0, 4), (2, 3, 2), (3, 1, 1), (3, 2, 3), (3, 4, 5));

    // Users 0 and 1 have relevant items from 4 on, user 2 has none, user 3 has no held-out rating, user 4 is new.
    private static readonly RatingMatrix HeldOut = Ratings(5, (0, 2, 4), (0, 3, 5), (0, 4, 1), (1, 5, 4.5f), (2, 1, 3.5f), (4, 0, 5));

    [TestMethod]
    public void Evaluate_SmallCase_HasTheFiguresWorkedOutByHand()
    {
        // User 0 gets 3, 5: a hit at rank 1, of 2 relevant items (2, 3).
        // User 1 gets 1, 5: a hit at rank 2, of 1 relevant item (5).
        // User 4 gets 3, 1: no hit, of 1 relevant item (0).
        var metrics = Evaluate([[3, 5], [1, 5], [], [], [3, 1]], at: 2);

        var second = 1 / Math.Log2(3);
        Assert.AreEqual(2, metrics.At);
        Assert.AreEqual(3, metrics.Users);
        Assert.AreEqual(1, metrics.UsersWithoutRelevantItems);
        Assert.AreEqual((0.5 + 0.5 + 0) / 3, metrics.Precision, 1e-12);
        Assert.AreEqual((0.5 + 1 + 0) / 3, metrics.Recall, 1e-12);
        Assert.AreEqual((1 / (1 + second) + second + 0) / 3, metrics.NormalizedDiscountedCumulativeGain, 1e-12);
        Assert.AreEqual((1 / 2.0 + 0.5 + 0) / 3, metrics.MeanAveragePrecision, 1e-12);
        Assert.AreEqual((1 + 0.5 + 0) / 3, metrics.MeanReciprocalRank, 1e-12);
        Assert.AreEqual(2 / 3.0, metrics.HitRate, 1e-12);

        // The items 1, 3 and 5 of 6. U = 4, so an item with 1 rating has log2 (4/1) = 2 bits (item 3), an item with 2 has 1 bit (item 1),
        // and item 5 without ratings counts as if it had one.
        Assert.AreEqual(3 / 6.0, metrics.CatalogCoverage, 1e-12);
        Assert.AreEqual((2 + 2 + 1 + 2 + 2 + 1) / 6.0, metrics.Novelty, 1e-12);
    }

    [TestMethod]
    public void Evaluate_MostRated_HasTheFiguresWorkedOutByHand()
    {
        // By ratings, then by index: 0, 1, 2, 3, 4, 5. User 0 has rated 0 and 1, so he gets 2, 3: both relevant.
        // User 1 has rated 0 and 2, so he gets 1, 3: no hit. User 4 gets 0, 1: a hit at rank 1.
        var mostRated = Evaluate([[3, 5], [1, 5], [], [], [3, 1]], at: 2).MostRated!;

        Assert.AreEqual((2, 3, 1), (mostRated.At, mostRated.Users, mostRated.UsersWithoutRelevantItems));
        Assert.AreEqual((1 + 0 + 0.5) / 3, mostRated.Precision, 1e-12);
        Assert.AreEqual((1 + 0 + 1) / 3.0, mostRated.Recall, 1e-12);
        Assert.AreEqual((1 + 0 + 1) / 3.0, mostRated.NormalizedDiscountedCumulativeGain, 1e-12);
        Assert.AreEqual((1 + 0 + 1) / 3.0, mostRated.MeanAveragePrecision, 1e-12);
        Assert.AreEqual((1 + 0 + 1) / 3.0, mostRated.MeanReciprocalRank, 1e-12);
        Assert.AreEqual(2 / 3.0, mostRated.HitRate, 1e-12);
        Assert.AreEqual(4 / 6.0, mostRated.CatalogCoverage, 1e-12);

        // Item 0 has log2 (4/3) bits.
        Assert.AreEqual((1 + 2 + 1 + 2 + Math.Log2(4 / 3.0) + 1) / 6, mostRated.Novelty, 1e-12);
        Assert.IsNull(mostRated.MostRated);
    }

    [TestMethod]
    // User 0: relevant is 3, as 2 is no candidate. User 1: 5. User 4: 0 is no candidate, so he has no relevant item, like user 2.
    [DataRow(new[] { 1, 3, 5 }, 2, 2, 2)]
    // User 0 keeps both relevant items, and user 1 has none.
    [DataRow(new[] { 0, 2, 3 }, 2, 2, 2)]
    [DataRow(new[] { 0, 1, 2, 3, 4, 5 }, 2, 3, 1)]
    [DataRow(new[] { 5 }, 2, 1, 3)]
    public void Evaluate_CandidateList_LimitsTheRelevantItems(int[] candidates, int at, int users, int without)
    {
        var metrics = EvaluateMostRated(at, candidates: candidates);
        Assert.AreEqual((users, without), (metrics.Users, metrics.UsersWithoutRelevantItems));
        Assert.AreEqual((users, without), (metrics.MostRated!.Users, metrics.MostRated.UsersWithoutRelevantItems));
    }

    [TestMethod]
    public void Evaluate_CandidateList_LimitsTheMostRatedItemsAndTheCatalog()
    {
        // Of 1, 3 and 5, user 0 gets 3, 5 (1 is rated), and user 1 gets 1, 3: all candidates are covered.
        var mostRated = Evaluate([[3], [5], [], [], []], at: 2, candidates: [1, 3, 5]).MostRated!;
        Assert.AreEqual(1.0, mostRated.CatalogCoverage);
        Assert.AreEqual(0.5, mostRated.HitRate); // User 0 has 3.
        Assert.AreEqual((2 + 2 + 1 + 2) / 4.0, mostRated.Novelty, 1e-12);
        Assert.AreEqual(2 / 3.0, Evaluate([[3], [5], [], [], []], at: 2, candidates: [1, 3, 5]).CatalogCoverage, 1e-12);
    }

    [TestMethod]
    [DataRow(1, 0.0, DisplayName = "the lower index only, which is no hit")]
    [DataRow(2, 1.0, DisplayName = "both")]
    public void Evaluate_ItemsWithEquallyManyRatings_PutsTheLowerIndexFirst(int at, double hitRate)
    {
        var training = Ratings(3, (0, 4, 1), (1, 2, 1));
        var mostRated = RecommendationEvaluation.Evaluate(training, Ratings(3, (2, 4, 5)), Nothing, at, 4).MostRated!;
        Assert.AreEqual(hitRate, mostRated.HitRate);
    }

    [TestMethod]
    public void Evaluate_FewerCandidatesThanPlaces_CountsTheMissingPlacesAsMisses()
    {
        // User 1 has rated 2 of the candidates 2 and 5, and gets 5 alone. The list to fill has 2 places, not 10.
        var lengths = new List<int>();
        var metrics = Evaluate(
            (_, top) =>
            {
                lengths.Add(top.Length);
                top[0] = 5;
                return 1;
            },
            at: 10,
            candidates: [2, 5],
            threads: 1);
        Assert.AreSequenceEqual([2, 2], lengths);

        // User 0 (relevant: 2) has no hit, user 1 (relevant: 5) has one at rank 1.
        Assert.AreEqual(10, metrics.At);
        Assert.AreEqual((0 + 0.1) / 2, metrics.Precision, 1e-12);
        Assert.AreEqual(0.5, metrics.Recall);
        Assert.AreEqual(0.5, metrics.NormalizedDiscountedCumulativeGain);
        Assert.AreEqual(0.5, metrics.CatalogCoverage);
        Assert.AreEqual(1.0, metrics.MostRated!.HitRate);
        Assert.AreEqual((0.1 + 0.1) / 2, metrics.MostRated.Precision, 1e-12);
    }

    [TestMethod]
    public void Evaluate_EmptyLists_AreMissesWithoutNovelty()
    {
        var metrics = Evaluate(Nothing, at: 3);
        Assert.AreEqual(0.0, metrics.Precision);
        Assert.AreEqual(0.0, metrics.MeanAveragePrecision);
        Assert.AreEqual(0.0, metrics.CatalogCoverage);
        Assert.IsTrue(double.IsNaN(metrics.Novelty));
    }

    [TestMethod]
    public void Evaluate_ItemRatedInTraining_IsNotRelevant()
    {
        var heldOut = Ratings(5, (0, 0, 5), (0, 2, 5));
        var metrics = RecommendationEvaluation.Evaluate(Training, heldOut, ListsOf([[2], [], [], [], []]), 1, 4);
        Assert.AreEqual(1.0, metrics.Recall);
    }

    [TestMethod]
    [DataRow(3.5f, 4, 0)]
    [DataRow(4f, 3, 1)]
    [DataRow(4.5f, 3, 1)]
    [DataRow(5f, 2, 2)]
    public void Evaluate_Threshold_IncludesEqualRatings(float threshold, int users, int without)
    {
        var metrics = EvaluateMostRated(2, threshold);
        Assert.AreEqual((users, without), (metrics.Users, metrics.UsersWithoutRelevantItems));
    }

    [TestMethod]
    [DataRow(2, 5.5f, null, "No held-out rating reaches the relevance threshold 5.5; the highest is 5. Lower the threshold.")]
    [DataRow(2, 5f, new[] { 1 }, "no relevant item is a candidate that its user has not rated in training.")]
    [DataRow(2, 5f, new int[0], "Add the items to the candidates")]
    public void Evaluate_NothingRelevant_SaysTheThresholdAndTheRemedy(int at, float threshold, int[]? candidates, string says) =>
        Assert.Contains(
            says, Assert.ThrowsExactly<InvalidOperationException>(() => EvaluateMostRated(at, threshold, candidates)).Message);

    [TestMethod]
    public void Evaluate_NoHeldOutRating_IsRefused() => Assert.Contains(
        "There are no held-out ratings",
        Assert.ThrowsExactly<InvalidOperationException>(
            () => RecommendationEvaluation.Evaluate(Training, Ratings(5), Nothing, 1, 4)).Message);

    [TestMethod]
    [DataRow(4, 6, "The held-out ratings have 4 users and 6 items; expected 5 and 6")]
    [DataRow(5, 5, "There are 5 candidate flags; expected 6")]
    public void Evaluate_OtherSizes_AreRefused(int users, int flags, string says)
    {
        var error = Assert.ThrowsExactly<ArgumentException>(
            () => RecommendationEvaluation.Evaluate(Training, Ratings(users, (0, 2, 5)), Nothing, 1, 4, new bool[flags]));
        Assert.Contains(says, error.Message);
    }

    [TestMethod]
    public void Evaluate_NoPlaces_IsRefused() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Evaluate(Nothing, at: 0));

    [TestMethod]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(8)]
    public void Evaluate_AnyNumberOfThreads_HasTheSameBits(int threads)
    {
        var (training, heldOut) = (Random(1, 500), Random(2, 400));
        Assert.AreSequenceEqual(Figures(1), Figures(threads));

        double[] Figures(int count)
        {
            var metrics = RecommendationEvaluation.Evaluate(training, heldOut, Shuffled, 10, 3, numberOfThreads: count);
            return [.. ValuesOf(metrics), .. ValuesOf(metrics.MostRated!)];
        }

        int Shuffled(int user, Span<int> top)
        {
            var rated = training.ColumnsOf(user).ToArray();
            int[] items = [.. Enumerable.Range(0, training.ColumnCount).Except(rated)];
            new Random(user).Shuffle(items);
            items.AsSpan(0, top.Length).CopyTo(top);
            return top.Length;
        }
    }

    private static double[] ValuesOf(RecommendationMetrics metrics) =>
    [
        metrics.Users,
        metrics.UsersWithoutRelevantItems,
        metrics.Precision,
        metrics.Recall,
        metrics.NormalizedDiscountedCumulativeGain,
        metrics.MeanAveragePrecision,
        metrics.MeanReciprocalRank,
        metrics.HitRate,
        metrics.CatalogCoverage,
        metrics.Novelty,
    ];

    private static RatingMatrix Random(int seed, int count)
    {
        var random = new Random(seed);
        return RatingMatrix.Create(
            80,
            60,
            [.. Enumerable.Range(0, count).Select(_ => random.Next(80))],
            [.. Enumerable.Range(0, count).Select(_ => random.Next(60))],
            [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(1, 6))]);
    }

    private static RatingMatrix Ratings(int users, params (int User, int Item, float Rating)[] ratings) => RatingMatrix.Create(
        users,
        ItemCount,
        [.. ratings.Select(rating => rating.User)],
        [.. ratings.Select(rating => rating.Item)],
        [.. ratings.Select(rating => rating.Rating)]);

    private static RecommendationMetrics EvaluateMostRated(int at, float threshold = 4, int[]? candidates = null) =>
        Evaluate(Nothing, at, threshold, candidates);

    private static RecommendationMetrics Evaluate(int[][] lists, int at, int[]? candidates = null) =>
        Evaluate(ListsOf(lists), at, candidates: candidates);

    private static RecommendationMetrics Evaluate(
        Rank rank, int at, float threshold = 4, int[]? candidates = null, int? threads = null) => RecommendationEvaluation.Evaluate(
            Training,
            HeldOut,
            rank,
            at,
            threshold,
            candidates is null ? null : [.. Enumerable.Range(0, ItemCount).Select(candidates.Contains)],
            threads);

    private static int Nothing(int user, Span<int> top) => 0;

    private static Rank ListsOf(int[][] lists) => (user, top) =>
    {
        lists[user].CopyTo(top);
        return lists[user].Length;
    };
}
