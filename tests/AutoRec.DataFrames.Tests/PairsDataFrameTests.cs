using System.Globalization;
using AutoRec.DataFrames;
using Microsoft.Data.Analysis;
using Microsoft.ML;

namespace AutoRec.Tests;

[TestClass]
public sealed class PairsDataFrameTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    public static IEnumerable<object[]> IdColumns =>
    [
        [Of(id => id), 777], [Of(id => (long?)id), 777L], [Of(id => (uint?)id), 777U], [Of(id => (ulong?)id), 777UL],
        [OfText, "777"],
    ];

    [TestMethod]
    [DynamicData(nameof(IdColumns))]
    public void ToPairs_NullIds_ScoreAsUnknownOnesAndNotAsZero(Func<IEnumerable<int?>, string, DataFrameColumn> create, object unknown)
    {
        var n = Enumerable.Range(0, 300).ToArray();
        var train = new DataFrame(
            create(n.Select(k => (int?)(k % 30)), "User"),
            create(n.Select(k => (int?)(k / 30)), "Item"),
            new SingleDataFrameColumn("r", n.Select(k => 1f + (k * 7 % 5))));
        var model = RatingFrames.Fit(_mlContext, train.ToRatings("User", "Item", "r"), "User", "Item");
        int?[] users = [null, 0, 777, 3, 3], items = [4, 4, 4, null, 777];

        var pairs = new DataFrame(create(users, "User"), create(items, "Item"));
        var scored = model.Transform(pairs.ToPairs("User", "Item")).ToPredictionsDataFrame("user", "item", "Score");

        Assert.AreEqual(unknown, pairs["User"][2]);
        Assert.AreSequenceEqual([true, false, true, false, false], scored["user"].Cast<object?>().Select(id => id is null));
        Assert.AreSequenceEqual([false, false, false, true, true], scored["item"].Cast<object?>().Select(id => id is null));
        float[] scores = [.. scored["Score"].Cast<float>()];
        Assert.AreEqual(scores[2], scores[0]);
        Assert.AreNotEqual(scores[1], scores[0]);
        Assert.AreEqual(scores[4], scores[3]);
    }

    [TestMethod]
    public void ToPairs_NullsOfATypeWithoutAFreeValue_SaysWhatToDo()
    {
        var frame = new DataFrame(new ByteDataFrameColumn("User", [(byte?)1, null]), new ByteDataFrameColumn("Item", [(byte?)1, 2]));

        var error = Assert.ThrowsExactly<ArgumentException>(() => frame.ToPairs("User", "Item"));

        Assert.Contains("The user column 'User' has 1 null values, and every Byte may be an id. Leave these rows out", error.Message);
    }

    [TestMethod]
    public void ToPairs_TheSameColumnTwice_IsRefused() => Assert.Contains(
        "is given for the users and the items",
        Assert.ThrowsExactly<ArgumentException>(
            () => new DataFrame(new ByteDataFrameColumn("id", [(byte?)1])).ToPairs("id", "id")).Message);

    private static Func<IEnumerable<int?>, string, DataFrameColumn> OfText =>
        (ids, name) => new StringDataFrameColumn(name, ids.Select(id => id?.ToString(CultureInfo.InvariantCulture)));

    private static Func<IEnumerable<int?>, string, DataFrameColumn> Of<T>(Func<int?, T?> convert)
        where T : unmanaged => (ids, name) => DataFrameColumn.Create(name, ids.Select(convert));
}
