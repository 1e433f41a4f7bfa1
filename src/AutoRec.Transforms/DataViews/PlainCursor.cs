using Microsoft.ML;

namespace AutoRec.DataViews;

/// <summary>Reads a view on the thread that asks for its rows.</summary>
internal static class PlainCursor
{
    /// <summary>A cursor over all rows, in their order or, with <paramref name="random"/>, shuffled as the view shuffles them.</summary>
    /// <remarks>
    /// Asked for its cursor, a key mapping of ML.NET's reads with several threads and hands the rows over in a queue, which costs ten times
    /// what mapping them does. Asked for a set of one, it just maps them; and a text loader parses in parallel either way.
    /// </remarks>
    public static DataViewRowCursor Open(IDataView view, IReadOnlyCollection<DataViewSchema.Column> columns, Random? random = null)
    {
        var set = view.GetRowCursorSet(columns, 1, random);
        if (set.Length == 1)
            return set[0];

        // The number is a recommendation, and who splits the rows regardless knows best how to join them.
        foreach (var cursor in set)
            cursor.Dispose();
        return view.GetRowCursor(columns, random);
    }
}
