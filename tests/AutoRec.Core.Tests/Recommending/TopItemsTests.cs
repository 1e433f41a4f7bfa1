using AutoRec.Recommending;

namespace AutoRec.Tests;

[TestClass]
public sealed class TopItemsTests
{
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(1, 50)]
    [DataRow(2, 50)]
    [DataRow(10, 50)]
    [DataRow(10, 1000)]
    [DataRow(50, 50)]
    [DataRow(60, 50, DisplayName = "more than there are")]
    [DataRow(10, 0, DisplayName = "none")]
    public void Sort_RandomScoresWithTies_GivesTheBestOfAFullSort(int count, int total)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            (int Item, float Score)[] all = [.. Enumerable.Range(0, total).Select(item => (item, Score(random)))];
            var expected = all.OrderByDescending(one => one.Score).ThenBy(one => one.Item).Take(count).ToArray();
            random.Shuffle(all);
            Assert.AreSequenceEqual(expected, Find(count, all), $"seed {seed}");
        }
    }

    [TestMethod]
    public void Threshold_IsTheWorstScoreKept()
    {
        var best = new TopItems(new int[2], new float[2]);
        Assert.AreEqual(float.NegativeInfinity, best.Threshold);
        best.Add(1, 5);
        Assert.AreEqual(float.NegativeInfinity, best.Threshold);
        best.Add(2, 3);
        Assert.AreEqual(3, best.Threshold);
        best.Add(3, 4);
        Assert.AreEqual(4, best.Threshold);
        best.Add(4, 1);
        Assert.AreEqual((4, 2), (best.Threshold, best.Count));
    }

    // Few distinct values, so that most scores are tied.
    private static float Score(Random random) => random.Next(10) switch
    {
        0 => float.NegativeInfinity,
        1 => -0f,
        var value => value / 4f - 1,
    };

    private static (int, float)[] Find(int count, (int Item, float Score)[] all)
    {
        var (items, scores) = (new int[count], new float[count]);
        var best = new TopItems(items, scores);
        foreach (var (item, score) in all)
        {
            if (score >= best.Threshold)
                best.Add(item, score);
        }

        best.Sort();
        return [.. items.Zip(scores).Take(best.Count)];
    }
}
