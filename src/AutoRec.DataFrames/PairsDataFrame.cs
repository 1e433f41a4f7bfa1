namespace AutoRec.DataFrames;

public static partial class AutoRecDataFrames
{
    /// <summary>Turns a frame into pairs to score: the two id columns, in which null is an unknown id.</summary>
    /// <remarks>
    /// Do not pass a frame with null ids to <c>model.Transform</c>: its cursors read null numbers as 0, so that they get the scores of the
    /// id 0. This method replaces null by a number that <c>ToRatings</c> refuses: the lowest of Int32 and Int64, the highest of UInt32 and
    /// UInt64. The view shares the other columns: do not change the frame while the view is in use.
    /// </remarks>
    /// <param name="frame">The frame, with one row for each pair.</param>
    /// <param name="userColumn">The ids of the users: whole numbers of the type in training, or String.</param>
    /// <param name="itemColumn">The ids of the items: whole numbers of the type in training, or String.</param>
    /// <returns>A view for <c>model.Transform</c>, with the rows of the frame.</returns>
    /// <exception cref="ArgumentException">
    /// A column is missing, of another type, or given twice, or has nulls and numbers of 8 or 16 bits, all of which may be ids.
    /// </exception>
    /// <example>
    /// <code>
    /// var pairs = new DataFrame(new Int32DataFrameColumn("UserId", [1, null]), new Int32DataFrameColumn("ItemId", [2, 2]));
    /// var scored = model.Transform(pairs.ToPairs("UserId", "ItemId")).ToPredictionsDataFrame("user", "Score");
    /// Console.WriteLine(string.Join(", ", scored["user"].Cast&lt;int?>().Select(user => $"{user}" is "" ? "unknown" : $"{user}")));
    /// // Expected output:
    /// // 1, unknown
    /// </code>
    /// </example>
    public static IDataView ToPairs(this DataFrame frame, string userColumn, string itemColumn)
    {
        var user = FrameColumns.FindNamesOrNulls(frame, userColumn, "user");
        var item = FrameColumns.FindNamesOrNulls(frame, itemColumn, "item");
        RequireTwoColumns(user, item);
        return new DataFrame(NullIds.Replace(user, "user"), NullIds.Replace(item, "item"));
    }
}
