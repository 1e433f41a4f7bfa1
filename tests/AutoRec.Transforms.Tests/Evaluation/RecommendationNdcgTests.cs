using AutoRec.Recommending;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>
/// Compares the NDCG with <c>Ranking.Evaluate</c>. The two agree if the labels are 0 and 1, the rows of a group are the unrated candidates
/// of a user, and every group has a relevant item: ML.NET counts a group without one as 0, and ours are not counted.
/// </summary>
[TestClass]
public sealed class RecommendationNdcgTests
{
    private const int UserCount = 40;
    private const int ItemCount = 30;
    private const float Threshold = 4;

    private static readonly RatingMatrix Training = Draw(seed: 1, count: 300);
    private static readonly RatingMatrix HeldOut = Draw(seed: 2, count: 200);

    [TestMethod]
    [DataRow(1, null)]
    [DataRow(2, null)]
    [DataRow(3, null)]
    [DataRow(5, null)]
    [DataRow(10, null)]
    [DataRow(3, 12, DisplayName = "3 of 12 candidates")]
    [DataRow(10, 6, DisplayName = "more places than candidates")]
    public void NormalizedDiscountedCumulativeGain_BinaryLabels_IsThatOfRankingEvaluate(int at, int? candidateCount)
    {
        bool[] candidates = [.. Enumerable.Range(0, ItemCount).Select(item => item < (candidateCount ?? ItemCount))];
        var metrics = RecommendationEvaluation.Evaluate(Training, HeldOut, Rank, at, Threshold, candidates);

        var groups = Enumerable.Range(0, UserCount)
            .Select(user => UnratedCandidates(user).Select(item => Row(user, item)).ToArray())
            .Where(rows => rows.Any(row => row.Label > 0))
            .ToArray();
        var context = new MLContext(seed: 1);
        var view = context.Data.LoadFromEnumerable(groups.SelectMany(rows => rows));
        var expected = context.Ranking.Evaluate(view, new RankingEvaluatorOptions { DcgTruncationLevel = at }, rowGroupColumnName: "User");

        Assert.HasCount(metrics.Users, groups);
        Assert.AreEqual(expected.NormalizedDiscountedCumulativeGains[at - 1], metrics.NormalizedDiscountedCumulativeGain, 1e-12);

        int Rank(int user, Span<int> top)
        {
            int[] best = [.. UnratedCandidates(user).OrderByDescending(item => Score(user, item)).Take(top.Length)];
            best.CopyTo(top);
            return best.Length;
        }

        IEnumerable<int> UnratedCandidates(int user) =>
            Enumerable.Range(0, ItemCount).Where(item => candidates[item] && !Training.ColumnsOf(user).Contains(item));
    }

    private static RankedRow Row(int user, int item)
    {
        var position = HeldOut.ColumnsOf(user).IndexOf(item);
        var relevant = position >= 0 && HeldOut.ValuesOf(user)[position] >= Threshold;
        return new() { User = (uint)user + 1, Label = relevant ? 1 : 0, Score = Score(user, item) };
    }

    /// <summary>A score for each pair; no two items of a user have the same.</summary>
    private static float Score(int user, int item) => (item * 7 + user * 11) % ItemCount;

    private static RatingMatrix Draw(int seed, int count)
    {
        var random = new Random(seed);
        return RatingMatrix.Create(
            UserCount,
            ItemCount,
            [.. Enumerable.Range(0, count).Select(_ => random.Next(UserCount))],
            [.. Enumerable.Range(0, count).Select(_ => random.Next(ItemCount))],
            [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(1, 6))]);
    }

    private sealed class RankedRow
    {
        [KeyType(UserCount)]
        public uint User { get; set; }

        public float Label { get; set; }

        public float Score { get; set; }
    }
}
