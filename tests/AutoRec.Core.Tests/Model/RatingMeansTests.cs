using AutoRec.Model;

namespace AutoRec.Tests;

[TestClass]
public sealed class RatingMeansTests
{
    [TestMethod]
    public void Of_RowsWithTheSameRatings_HardlyDampsTheirMeans()
    {
        var means = RatingMeans.Of(Ratings((row, _) => 1 + (row % 5)));
        Assert.AreEqual(1, means.Damping);
    }

    [TestMethod]
    public void Of_RatingsWithoutStructure_DampsTheirMeansMost()
    {
        var random = new Random(1);
        var means = RatingMeans.Of(Ratings((_, _) => 1 + random.Next(5)));
        Assert.AreEqual(12, means.Damping);
    }

    [TestMethod]
    public void Of_Ratings_AreMeansWithTheGlobalMeanAsExtraRatings()
    {
        var ratings = Ratings((row, column) => 1 + ((row + (2 * column)) % 5));
        var means = RatingMeans.Of(ratings);
        for (var row = 0; row < ratings.RowCount; row++)
        {
            var values = ratings.ValuesOf(row).ToArray();
            Assert.AreEqual((values.Sum() + (means.Damping * means.Global)) / (values.Length + means.Damping), means.Rows[row], 1e-5f);
            Assert.AreEqual(means.Rows[row], means.OfRow(values));
        }
    }

    [TestMethod]
    public void Of_NoRowOrColumnWithTwoRatings_CountsThreeExtraRatings() =>
        Assert.AreEqual(3, RatingMeans.Of(RandomRatings.Of(2, 2, (0, 0, 1), (1, 1, 5))).Damping);

    [TestMethod]
    public void Of_EqualWeights_HasTheDampingOfNone()
    {
        var ratings = Ratings((row, column) => 1 + (((row * row) + (3 * column)) % 5));
        var (rows, columns) = (new List<int>(), new List<int>());
        for (var row = 0; row < ratings.RowCount; row++)
        {
            rows.AddRange(Enumerable.Repeat(row, ratings.CountOf(row)));
            columns.AddRange(ratings.ColumnsOf(row));
        }

        float[] ones = [.. rows.Select(_ => 1f)];
        var weighted = RatingMatrix.Create(
            ratings.RowCount, ratings.ColumnCount, [.. rows], [.. columns], ratings.Values.ToArray(), false, ones);
        Assert.AreEqual(RatingMeans.Of(ratings).Damping, RatingMeans.Of(weighted).Damping);
    }

    [TestMethod]
    public void Of_TransposedRatings_HasTheSameMeans()
    {
        var ratings = Ratings((row, column) => 1 + (((row * row) + (3 * column)) % 5));
        var (means, transposed) = (RatingMeans.Of(ratings), RatingMeans.Of(ratings.Transpose()));
        Assert.AreEqual(means.Damping, transposed.Damping);
        Assert.AreSequenceEqual(means.Rows, transposed.Columns);
    }

    /// <summary>Two ratings of each of 200 rows, in 40 columns.</summary>
    private static RatingMatrix Ratings(Func<int, int, float> rating) => RandomRatings.Of(
        200,
        40,
        [
            .. from row in Enumerable.Range(0, 200)
            from column in new[] { row % 40, ((row / 40) + row + 1) % 40 }
            select (row, column, rating(row, column)),
        ]);
}
