namespace AutoRec.Recommending.Tests;

[TestClass]
public sealed class ListFiguresTests
{
    // Discounts: 1/log2(2) = 1, 1/log2(3) = 0.63093, 1/log2(4) = 0.5, 1/log2(5) = 0.43068, 1/log2(6) = 0.38685.
    private const double Second = 0.6309297535714575;
    private const double Fourth = 0.43067655807339306;

    [TestMethod]
    // Hits at ranks 1 and 3 of 4; 3 relevant. The ideal gain is 1 + 0.63093 + 0.5; the precisions at the hits are 1/1 and 2/3.
    [DataRow(new[] { 2, 0, 5, 1 }, new[] { 2, 5, 7 }, 4, 2 / 4.0, 2 / 3.0, 1.5 / (1.5 + Second), (1 + 2 / 3.0) / 3, 1.0, 1.0)]
    // Hits at ranks 2 and 4; 2 relevant. The precisions are 1/2 and 2/4.
    [DataRow(new[] { 0, 2, 1, 5 }, new[] { 2, 5 }, 4, 2 / 4.0, 1.0, (Second + Fourth) / (1 + Second), (0.5 + 0.5) / 2, 0.5, 1.0)]
    // More relevant items than places: min(k, n) = 2, so a list of hits only is perfect except for the recall.
    [DataRow(new[] { 3, 1 }, new[] { 0, 1, 2, 3, 4 }, 2, 1.0, 2 / 5.0, 1.0, 1.0, 1.0, 1.0)]
    // No hit.
    [DataRow(new[] { 0, 1 }, new[] { 2 }, 2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)]
    // Fewer items than places: ranks 3 and 4 are misses.
    [DataRow(new[] { 0, 2 }, new[] { 2 }, 4, 1 / 4.0, 1.0, Second, 0.5, 0.5, 1.0)]
    // Fewer items than places and than relevant items: the ideal list has all 3 relevant items.
    [DataRow(new[] { 2 }, new[] { 2, 3, 4 }, 4, 1 / 4.0, 1 / 3.0, 1 / (1.5 + Second), 1 / 3.0, 1.0, 1.0)]
    // An empty list.
    [DataRow(new int[0], new[] { 2 }, 4, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)]
    public void Of_AList_HasTheFiguresWorkedOutByHand(
        int[] list,
        int[] relevant,
        int at,
        double precision,
        double recall,
        double gain,
        double averagePrecision,
        double reciprocalRank,
        double hit)
    {
        double[] bits = [1, 2, 3, 4, 5, 6, 7, 8];
        var figures = ListFigures.Of(list, relevant, at, bits);
        Assert.AreEqual(precision, figures.Precision, 1e-12, "precision");
        Assert.AreEqual(recall, figures.Recall, 1e-12, "recall");
        Assert.AreEqual(gain, figures.Gain, 1e-12, "NDCG");
        Assert.AreEqual(averagePrecision, figures.AveragePrecision, 1e-12, "average precision");
        Assert.AreEqual(reciprocalRank, figures.ReciprocalRank, 1e-12, "reciprocal rank");
        Assert.AreEqual(hit, figures.Hit, 1e-12, "hit");
        Assert.AreEqual(list.Sum(item => item + 1), figures.Information, 1e-12, "information");
        Assert.AreEqual(list.Length, figures.Length);
    }

    [TestMethod]
    public void Add_TwoLists_SumsEveryFigure() =>
        Assert.AreEqual(
            new ListFigures(11, 22, 33, 44, 55, 66, 77, 88),
            new ListFigures(1, 2, 3, 4, 5, 6, 7, 8) + new ListFigures(10, 20, 30, 40, 50, 60, 70, 80));
}
