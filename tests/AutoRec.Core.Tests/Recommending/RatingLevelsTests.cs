using AutoRec.Recommending;

namespace AutoRec.Tests;

[TestClass]
public sealed class RatingLevelsTests
{
    private static readonly RatingLevels Levels = new([1, 2, 4], [0.5f, 0.25f, 0.25f]);

    [TestMethod]
    public void Of_Ratings_AreTheDistinctOnesWithTheirFrequencies()
    {
        var levels = RatingLevels.Of(RandomRatings.Of(2, 2, (0, 0, 4), (0, 1, 1), (1, 0, 1), (1, 1, 2.5f)))!;
        Assert.AreSequenceEqual([1f, 2.5f, 4f], levels.Values);
        Assert.AreSequenceEqual([0.5f, 0.25f, 0.25f], levels.Frequencies);
    }

    [TestMethod]
    public void Of_MoreThanTwentyDistinctRatings_AreNoLevels()
    {
        RatingLevels? Of(int distinct) =>
            RatingLevels.Of(RandomRatings.Of(1, distinct, [.. Enumerable.Range(0, distinct).Select(user => (0, user, (float)user))]));
        Assert.AreEqual(20, Of(20)?.Count);
        Assert.IsNull(Of(21));
    }

    [TestMethod]
    [DataRow(1f, 0)]
    [DataRow(2f, 1)]
    [DataRow(4f, 2)]
    [DataRow(-3f, 0, DisplayName = "below the levels")]
    [DataRow(9f, 2, DisplayName = "above the levels")]
    [DataRow(1.4f, 0)]
    [DataRow(1.6f, 1)]
    [DataRow(2.9f, 1)]
    [DataRow(3.1f, 2)]
    public void LevelOf_Rating_IsTheClosestLevel(float rating, int expected) => Assert.AreEqual(expected, Levels.LevelOf(rating));

    [TestMethod]
    public void CountAll_Matrix_CountsTheLevelsOfEachRow() => Assert.AreSequenceEqual(
        [1, 0, 1, 0, 0, 0, 0, 2, 0],
        Levels.CountAll(RandomRatings.Of(3, 2, (0, 0, 4), (0, 1, 1), (2, 0, 2), (2, 1, 2))));
}
