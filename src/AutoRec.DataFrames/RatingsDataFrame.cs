namespace AutoRec.DataFrames;

public static partial class AutoRecDataFrames
{
    private const string LabelColumnName = "Label";

    /// <summary>Turns a frame into ratings for a pipeline: the id columns, and the ratings as a Single column <c>Label</c>.</summary>
    /// <remarks>
    /// A frame is an <see cref="IDataView"/>, but trainers need Single ratings, and its cursors read null ids as 0. This method converts
    /// Double ratings and refuses nulls. The view shares the id columns: do not change the frame while the view is in use.
    /// </remarks>
    /// <param name="frame">The frame, with one row for each rating.</param>
    /// <param name="userColumn">The ids of the users: Int32, Int64 or String, without nulls.</param>
    /// <param name="itemColumn">The ids of the items: Int32, Int64 or String, without nulls.</param>
    /// <param name="ratingColumn">The ratings: Single or Double, without nulls.</param>
    /// <returns>A view for <c>MapValueToKey</c> and a trainer.</returns>
    /// <exception cref="ArgumentException">A column is missing, of another type, has nulls, or is given twice.</exception>
    /// <example>
    /// <code>
    /// var frame = new DataFrame(
    ///     new StringDataFrameColumn("who", ["ada", "ben"]),
    ///     new StringDataFrameColumn("what", ["Small Hours", "Cold Horizon"]),
    ///     new DoubleDataFrameColumn("stars", [4.5, 3]));
    /// IDataView ratings = frame.ToRatings("who", "what", "stars");
    /// Console.WriteLine(string.Join(", ", ratings.Schema.Select(column => $"{column.Name}: {column.Type}")));
    /// // Expected output:
    /// // who: String, what: String, Label: Single
    /// </code>
    /// </example>
    public static IDataView ToRatings(this DataFrame frame, string userColumn, string itemColumn, string ratingColumn)
    {
        var user = FrameColumns.FindNames(frame, userColumn, "user");
        var item = FrameColumns.FindNames(frame, itemColumn, "item");
        var rating = FrameColumns.Find(frame, ratingColumn, "rating", typeof(float), typeof(double));
        if (user == item)
            throw new ArgumentException($"The column '{userColumn}' is given for the users and the items; expected two columns.");
        if (user.Name == LabelColumnName || item.Name == LabelColumnName)
            throw new ArgumentException($"An id column has the name '{LabelColumnName}' of the ratings. Rename it with SetName.");

        var labels = rating is PrimitiveDataFrameColumn<double> doubles
            ? doubles.Select(value => (float)value!.Value)
            : ((PrimitiveDataFrameColumn<float>)rating).Select(value => value!.Value);
        return new DataFrame(user, item, new SingleDataFrameColumn(LabelColumnName, labels));
    }
}
