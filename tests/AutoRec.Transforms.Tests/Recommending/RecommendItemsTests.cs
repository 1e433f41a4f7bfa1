using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>The errors of RecommendItems, and its types of ids.</summary>
[TestClass]
public sealed class RecommendItemsTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    public static IEnumerable<(int[] Items, float[] Ratings, string Says)> BadRows =>
    [
        ([SmallRatings.ItemId(1), SmallRatings.ItemId(2)], [3], "A row has 2 rated items and 1 ratings"),
        ([SmallRatings.ItemId(1), SmallRatings.ItemId(1)], [3, 4], "The item '103' is rated twice"),
        ([SmallRatings.ItemId(1)], [float.NaN], "The rating of item '103' is NaN"),
        ([SmallRatings.ItemId(1)], [50], "The rating of item '103' is 50; the training ratings range from 1 to 5"),
        ([-1], [50], "The rating of item '-1' is 50"),
    ];

    [TestMethod]
    [DynamicData(nameof(BadRows))]
    public void Read_BadRow_NamesTheProblem(int[] items, float[] ratings, string says)
    {
        var output = Transform(new RatedItems { Items = items, Ratings = ratings });
        foreach (var column in (string[])["RecommendedItems", "RecommendedScores"])
        {
            var error = Assert.Throws<Exception>(() => DataViewRows.Cells(output, column));
            Assert.IsTrue(error is ArgumentException or InvalidOperationException);
            Assert.Contains(says, error.Message);
        }
    }

    [TestMethod]
    public void Transform_TextAndInt64Ids_GiveTheSameLists()
    {
        var numbers = Lists(DataKind.Int32, new { Items = new[] { 103, 109 }, Ratings = new[] { 5f, 2f } });
        var texts = Lists(DataKind.String, new { Items = new[] { "103", "109" }, Ratings = new[] { 5f, 2f } });
        var longs = Lists(DataKind.Int64, new { Items = new[] { 103L, 109L }, Ratings = new[] { 5f, 2f } });
        Assert.AreSequenceEqual(numbers, texts);
        Assert.AreSequenceEqual(numbers, longs);
    }

    [TestMethod]
    public void RecommendItems_IdsOfAnotherType_SaysWhatWasFoundAndExpected()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(
            () => Lists(DataKind.Double, new { Items = new[] { 103.0 }, Ratings = new[] { 5f } }));
        Assert.Contains("The item ids in 'item' are Double; expected Text, Int32 or Int64", error.Message);
    }

    [TestMethod]
    public void RecommendItems_CountOfZeroOrSameColumns_IsRefused()
    {
        var (pipeline, schema) = (TrainedModels.Pipeline(_mlContext, TrainedModels.ItemBased), SmallRatings.Load(_mlContext, []).Schema);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _mlContext.Transforms.RecommendItems(pipeline, schema, count: 0));
        var error = Assert.ThrowsExactly<ArgumentException>(() => _mlContext.Transforms.RecommendItems(pipeline, schema, "A", "A"));
        Assert.Contains("same output column 'A'", error.Message);
    }

    /// <summary>The list of a row, before and after saving, by a pipeline whose item ids have the given type.</summary>
    private string[] Lists<TRow>(DataKind ids, TRow row)
        where TRow : class
    {
        var convert = _mlContext.Transforms.Conversion.ConvertType("ItemId", outputKind: ids);
        var ratings = SmallRatings.Load(_mlContext, SmallRatings.All);
        var model = TrainedModels.ItemBased;
        var predict = new AutoRecPredictionTransformer<AutoRecModelParameters>(
            new("user", "item", (AutoRecModelParameters)model.Ratings, model));
        var pipeline = convert.Append(SmallRatings.KeyMapping(_mlContext)).Fit(ratings).Append(predict);
        var rows = _mlContext.Data.LoadFromEnumerable([row]);
        var transformer = _mlContext.Transforms.RecommendItems(pipeline, ratings.Schema, count: 3).Fit(rows);
        var cells = DataViewRows.Cells(transformer.Transform(rows), "RecommendedItems", "RecommendedScores");
        var loaded = SavedModels.Load(SavedModels.Save(_mlContext, transformer, rows.Schema), out _);
        Assert.AreSequenceEqual(cells, DataViewRows.Cells(loaded.Transform(rows), "RecommendedItems", "RecommendedScores"));
        return cells;
    }

    private IDataView Transform(RatedItems row)
    {
        var pipeline = TrainedModels.Pipeline(_mlContext, TrainedModels.ItemBased);
        var rows = _mlContext.Data.LoadFromEnumerable([row]);
        return _mlContext.Transforms.RecommendItems(pipeline, SmallRatings.Load(_mlContext, []).Schema).Fit(rows).Transform(rows);
    }
}
