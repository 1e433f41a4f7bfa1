using AutoRec.DataViews;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

[TestClass]
public sealed class IndexedDataViewTests
{
    private readonly SquaresView _view = new(101);

    [TestMethod]
    [DataRow(0, null)]
    [DataRow(1, null)]
    [DataRow(2, null)]
    [DataRow(7, 3)]
    [DataRow(200, null)]
    [DataRow(200, 3)]
    public void CursorSet_AnyNumber_CoversEveryRowExactlyOnce(int cursors, int? seed)
    {
        var random = seed is int value ? new Random(value) : null;

        var roots = _view.GetRowCursorSet(_view.Schema, cursors, random).SelectMany(Roots).ToArray();

        Assert.AreSequenceEqual(Enumerable.Range(0, 101), roots, SequenceOrder.InAnyOrder);
        if (seed is null)
            Assert.AreSequenceEqual(roots.Order(), roots, "Without shuffling, each cursor must continue where the previous one ends.");
    }

    [TestMethod]
    public void Cursor_WithoutRandom_KeepsTheOrder() =>
        Assert.AreSequenceEqual(Enumerable.Range(0, 101), Roots(_view.GetRowCursor(_view.Schema)));

    [TestMethod]
    public void Cursor_Shuffled_VisitsEveryRowInAnotherOrder()
    {
        var roots = Roots(_view.GetRowCursor(_view.Schema, new Random(1)));

        Assert.AreSequenceEqual(Enumerable.Range(0, 101), roots, SequenceOrder.InAnyOrder);
        Assert.AreNotSequenceEqual(Enumerable.Range(0, 101), roots);
    }

    [TestMethod]
    public void Cursor_Shuffled_RepeatsForTheSameSeedOnly()
    {
        var first = Roots(_view.GetRowCursor(_view.Schema, new Random(1)));

        Assert.AreSequenceEqual(first, Roots(_view.GetRowCursor(_view.Schema, new Random(1))));
        Assert.AreNotSequenceEqual(first, Roots(_view.GetRowCursor(_view.Schema, new Random(2))));
    }

    [TestMethod]
    public void Cursor_Shuffled_ColumnsAndIdsStayTogether()
    {
        using var cursor = _view.GetRowCursor(_view.Schema, new Random(1));
        var root = cursor.GetGetter<int>(_view.Schema["Root"]);
        var square = cursor.GetGetter<float>(_view.Schema["Square"]);
        var id = cursor.GetIdGetter();
        var (r, s, rowId) = (0, 0f, default(DataViewRowId));
        while (cursor.MoveNext())
        {
            root(ref r);
            square(ref s);
            id(ref rowId);
            Assert.AreEqual((float)r * r, s);
            Assert.AreEqual(new DataViewRowId((ulong)r, 0), rowId);
        }
    }

    [TestMethod]
    public void Cursor_InactiveColumn_IsRefused()
    {
        using var cursor = _view.GetRowCursor([_view.Schema["Root"]]);

        Assert.IsTrue(cursor.IsColumnActive(_view.Schema["Root"]));
        Assert.IsFalse(cursor.IsColumnActive(_view.Schema["Square"]));
        var exception = Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<float>(_view.Schema["Square"]));
        Assert.Contains("'Square'", exception.Message);
    }

    [TestMethod]
    public void Cursor_GetterOfAnotherType_IsRefused()
    {
        using var cursor = _view.GetRowCursor(_view.Schema);

        var exception = Assert.ThrowsExactly<InvalidOperationException>(() => cursor.GetGetter<long>(_view.Schema["Root"]));
        Assert.Contains("'Root'", exception.Message);
    }

    [TestMethod]
    public void Cursor_BeforeAndAfterItsRows_GivesNoValue()
    {
        using var cursor = _view.GetRowCursor(_view.Schema);
        var root = cursor.GetGetter<int>(_view.Schema["Root"]);
        var value = 0;

        Assert.AreEqual(-1, cursor.Position);
        Assert.ThrowsExactly<InvalidOperationException>(() => root(ref value));
        while (cursor.MoveNext())
            root(ref value);
        Assert.AreEqual(100, value);
        Assert.AreEqual(-1, cursor.Position);
        Assert.IsFalse(cursor.MoveNext());
        Assert.ThrowsExactly<InvalidOperationException>(() => root(ref value));
    }

    [TestMethod]
    public void Cursor_NoRows_EndsAtOnce()
    {
        var empty = new SquaresView(0);

        Assert.IsEmpty(empty.GetRowCursorSet(empty.Schema, 3, new Random(1)).SelectMany(Roots));
    }

    [TestMethod]
    public void ShuffleRows_OfMLNet_IsAPermutation()
    {
        var shuffled = new MLContext(1).Data.ShuffleRows(_view);

        Assert.AreSequenceEqual(Enumerable.Range(0, 101), shuffled.GetColumn<int>("Root"), SequenceOrder.InAnyOrder);
    }

    private static int[] Roots(DataViewRowCursor cursor)
    {
        var roots = new List<int>();
        using (cursor)
        {
            var getter = cursor.GetGetter<int>(cursor.Schema["Root"]);
            var root = 0;
            while (cursor.MoveNext())
            {
                Assert.AreEqual(roots.Count, cursor.Position);
                getter(ref root);
                roots.Add(root);
            }
        }

        return [.. roots];
    }

    /// <summary>The integers from 0 and their squares.</summary>
    private sealed class SquaresView(int rows) : IndexedDataView(MakeSchema())
    {
        public override long? GetRowCount() => rows;

        protected override int ReadRowCount() => rows;

        protected override Delegate CreateGetter(DataViewSchema.Column column, Cursor cursor) => column.Index == 0
            ? (ValueGetter<int>)((ref int value) => value = cursor.Row)
            : (ValueGetter<float>)((ref float value) => value = (float)cursor.Row * cursor.Row);

        private static DataViewSchema MakeSchema()
        {
            var schema = new DataViewSchema.Builder();
            schema.AddColumn("Root", NumberDataViewType.Int32);
            schema.AddColumn("Square", NumberDataViewType.Single);
            return schema.ToSchema();
        }
    }
}
