namespace AutoRec.DataViews;

/// <summary>Opens cursors that read on the calling thread.</summary>
internal static class PlainCursor
{
    /// <summary>Opens a cursor over all rows, shuffled if <paramref name="random"/> is given.</summary>
    /// <remarks>
    /// ML.NET's key mapping reads on several threads and merges them through a queue, at about ten times the cost of the mapping itself. A
    /// cursor set of one reads on one thread. Text loaders parse in parallel either way.
    /// </remarks>
    public static DataViewRowCursor Open(IDataView view, IReadOnlyCollection<DataViewSchema.Column> columns, Random? random = null)
    {
        var set = view.GetRowCursorSet(columns, 1, random);
        if (set.Length == 1)
            return set[0];

        // The number of cursors is a recommendation. A view that ignores it can join its parts best.
        foreach (var cursor in set)
            cursor.Dispose();
        return view.GetRowCursor(columns, random);
    }
}
