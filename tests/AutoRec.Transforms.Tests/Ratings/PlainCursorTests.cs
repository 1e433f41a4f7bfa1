using AutoRec.DataViews;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

[TestClass]
public sealed class PlainCursorTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Open_KeyMapping_GivesItsRowsInTheirOrder()
    {
        var keyed = SmallRatings.LoadKeyed(_mlContext, SmallRatings.All);

        Assert.AreSequenceEqual(keyed.GetColumn<uint>("item").ToArray(), Values<uint>(PlainCursor.Open(keyed, [keyed.Schema["item"]])));
    }

    [TestMethod]
    public void Open_KeyMapping_ReadsOnTheCallingThread()
    {
        var ratings = new WatchedView(SmallRatings.Load(_mlContext, SmallRatings.All));
        var keyed = SmallRatings.Keys(_mlContext).Transform(ratings);

        Values<uint>(PlainCursor.Open(keyed, [keyed.Schema["item"]]));

        Assert.AreSequenceEqual([Environment.CurrentManagedThreadId], ratings.Threads.ToArray());
        Assert.AreEqual(0, ratings.Open);
    }

    [TestMethod]
    public void Open_ViewThatAlwaysSplits_GivesItsRowsInOrderAndClosesItsCursors()
    {
        var cached = _mlContext.Data.Cache(SmallRatings.LoadKeyed(_mlContext, SmallRatings.All));
        var split = new WatchedView(cached, cursorsInASet: 3);

        Assert.HasCount(3, OpenSet(split));
        Assert.AreSequenceEqual(cached.GetColumn<uint>("item").ToArray(), Values<uint>(PlainCursor.Open(split, [split.Schema["item"]])));
        Assert.AreEqual(0, split.Open);
    }

    [TestMethod]
    public void Open_WithRandom_GivesTheRowsInTheOrderOfTheView()
    {
        var keyed = SmallRatings.Keys(_mlContext).Transform(_mlContext.Data.Cache(SmallRatings.Load(_mlContext, SmallRatings.All)));
        DataViewSchema.Column[] column = [keyed.Schema["item"]];

        var shuffled = Values<uint>(PlainCursor.Open(keyed, column, new Random(1)));

        Assert.AreSequenceEqual(Values<uint>(keyed.GetRowCursor(column, new Random(1))), shuffled);
        Assert.AreNotSequenceEqual(Values<uint>(keyed.GetRowCursor(column)), shuffled);
    }

    private static DataViewRowCursor[] OpenSet(WatchedView view)
    {
        var cursors = view.GetRowCursorSet(view.Schema, 1);
        foreach (var cursor in cursors)
            cursor.Dispose();
        return cursors;
    }

    /// <summary>The values of the cursor's only active column.</summary>
    private static T[] Values<T>(DataViewRowCursor cursor)
    {
        var values = new List<T>();
        using (cursor)
        {
            var getter = cursor.GetGetter<T>(cursor.Schema.Single(cursor.IsColumnActive));
            T value = default!;
            while (cursor.MoveNext())
            {
                getter(ref value);
                values.Add(value);
            }
        }

        return [.. values];
    }
}
