using AutoRec.FoldIn;

namespace AutoRec.Tests;

/// <summary>New rows: items of an item-based model, users of a user-based one.</summary>
[TestClass]
public sealed class NewRowTests
{
    private static readonly RatingMatrix Items = RandomRatings.Create();

    public static IEnumerable<(AutoRecVariant, int[])> Models =>
        from variant in Enum.GetValues<AutoRecVariant>()
        from widths in new int[][] { [6], [7, 3, 7] }
        select (variant, widths);

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Score_RatingsOfATrainingRow_IsThatOfTheModelBitForBit(AutoRecVariant variant, int[] widths)
    {
        var model = TestRecommendation.RatingModel(Items, new() { Variant = variant, Widths = widths });
        var rows = variant == AutoRecVariant.ItemBased ? Items : Items.Transpose();
        for (var row = 0; row < rows.RowCount; row++)
        {
            var folded = new NewRow(model, KnownRatings.Of(rows.ColumnsOf(row), rows.ValuesOf(row)));
            for (var column = 0; column < rows.ColumnCount; column++)
            {
                var (item, user) = variant == AutoRecVariant.ItemBased ? (row, column) : (column, row);
                Assert.AreEqual(model.Score(item, user), folded.Score(column), $"row {row}, column {column}");
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Score_OtherRatings_IsThatOfTheEncoderBitForBit(AutoRecVariant variant, int[] widths)
    {
        var model = TestRecommendation.RatingModel(Items, new() { Variant = variant, Widths = widths });
        var random = new Random(3);
        for (var count = 0; count < 20; count++)
        {
            var given = RandomRatings.Draw(random, model.ColumnCount, count).OrderBy(rating => rating.Position).ToArray();
            var (columns, ratings) = (Array.ConvertAll(given, r => r.Position), Array.ConvertAll(given, r => r.Rating));
            var folded = new NewRow(model, KnownRatings.Of(columns, ratings));
            for (var column = 0; column < model.ColumnCount; column++)
            {
                var row = model.Encode(columns, ratings, new float[model.CodeLength]);
                Assert.AreEqual(model.Score(row, column), folded.Score(column));
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void Encoded_FewRatings_LiesBetweenTheMeanCodeAndTheEncoder(AutoRecVariant variant, int[] widths)
    {
        var model = TestRecommendation.RatingModel(Items, new() { Variant = variant, Widths = widths, MeanCode = 0.7f });
        for (var count = 1; count < 20; count++)
        {
            var given = RandomRatings.Draw(new Random(count), model.ColumnCount, count).OrderBy(rating => rating.Position).ToArray();
            var (columns, ratings) = (Array.ConvertAll(given, r => r.Position), Array.ConvertAll(given, r => r.Rating));
            var encoder = model.Encode(columns, ratings, new float[model.CodeLength]);
            var actual = new NewRow(model, KnownRatings.Of(columns, ratings)).Encoded;
            Assert.AreEqual(encoder.Bias, actual.Bias);
            for (var k = 0; k < model.CodeLength; k++)
                Assert.AreEqual(((count * encoder.Code[k]) + (4 * 0.7f)) / (count + 4), actual.Code[k], 1e-6f);
        }
    }

    [TestMethod]
    public void Score_NoRatings_IsTheFallback()
    {
        var model = TestRecommendation.RatingModel(Items, new() { MeanCode = 0.7f });
        var newcomer = new NewRow(model, KnownRatings.Of([], []));
        for (var column = 0; column < model.ColumnCount; column++)
            Assert.AreEqual(model.Score(-1, column), newcomer.Score(column));
    }
}
