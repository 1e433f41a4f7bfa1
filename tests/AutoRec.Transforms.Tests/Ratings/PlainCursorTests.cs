using AutoRec.Ratings;
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

        Assert.AreSequenceEqual(keyed.GetColumn<uint>("item").ToArray(), Items(PlainCursor.Open(keyed, [keyed.Schema["item"]])));
    }

    [TestMethod]
    public void Open_KeyMapping_ReadsOnTheThreadThatAsks()
    {
        var ratings = new WatchedView(SmallRatings.Load(_mlContext, SmallRatings.All));
        var keyed = SmallRatings.Keys(_mlContext).Transform(ratings);

        Items(PlainCursor.Open(keyed, [keyed.Schema["item"]]));

        Assert.AreSequenceEqual([Environment.CurrentManagedThreadId], ratings.Threads.ToArray());
        Assert.AreEqual(0, ratings.Open);
    }

    [TestMethod]
    public void Open_ViewThatSplitsRegardless_GivesItsRowsInTheirOrderAndLeavesNoCursorOpen()
    {
        var cached = _mlContext.Data.Cache(SmallRatings.LoadKeyed(_mlContext, SmallRatings.All));
        var split = new WatchedView(cached, cursorsInASet: 3);

        Assert.HasCount(3, OpenSet(split));
        Assert.AreSequenceEqual(cached.GetColumn<uint>("item").ToArray(), Items(PlainCursor.Open(split, [split.Schema["item"]])));
        Assert.AreEqual(0, split.Open);
    }

    [TestMethod]
    public void Open_Shuffled_GivesTheRowsInAnotherOrder()
    {
        var keyed = SmallRatings.LoadKeyed(_mlContext, SmallRatings.All);
        var inOrder = keyed.GetColumn<uint>("item").ToArray();

        var shuffled = Items(PlainCursor.Open(keyed, [keyed.Schema["item"]], new Random(1)));

        Assert.AreNotSequenceEqual(inOrder, shuffled);
        Assert.AreSequenceEqual(inOrder, shuffled, SequenceOrder.InAnyOrder);
    }

    private static DataViewRowCursor[] OpenSet(WatchedView view)
    {
        var cursors = view.GetRowCursorSet(view.Schema, 1);
        foreach (var cursor in cursors)
            cursor.Dispose();
        return cursors;
    }

    private static uint[] Items(DataViewRowCursor cursor)
    {
        var items = new List<uint>();
        using (cursor)
        {
            var getter = cursor.GetGetter<uint>(cursor.Schema["item"]);
            uint item = 0;
            while (cursor.MoveNext())
            {
                getter(ref item);
                items.Add(item);
            }
        }

        return [.. items];
    }
}
