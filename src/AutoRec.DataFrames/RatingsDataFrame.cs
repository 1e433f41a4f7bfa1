using System.Globalization;

namespace AutoRec.DataFrames;

public static partial class AutoRecDataFrames
{
    private const string LabelColumnName = "Label";

    /// <summary>Turns a frame into ratings for a pipeline: the id columns, and the ratings as a Single column <c>Label</c>.</summary>
    /// <remarks>
    /// A frame is an <see cref="IDataView"/>, but trainers need Single ratings, and its cursors read null ids as 0. This method rounds the
    /// ratings to Single and refuses nulls. The view shares the id columns: do not change the frame while the view is in use.
    /// </remarks>
    /// <param name="frame">The frame, with one row for each rating.</param>
    /// <param name="userColumn">The ids of the users: whole numbers of any type or String, without nulls.</param>
    /// <param name="itemColumn">The ids of the items: whole numbers of any type or String, without nulls.</param>
    /// <param name="ratingColumn">The ratings: numbers of any type, without nulls.</param>
    /// <returns>A view for <c>MapValueToKey</c> and a trainer.</returns>
    /// <exception cref="ArgumentException">
    /// A column is missing, of another type, has nulls, or is given twice, or an id is the number that stands for null in <c>ToPairs</c>.
    /// </exception>
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
        var rating = FrameColumns.FindNumbers(frame, ratingColumn, "rating");
        RequireTwoColumns(user, item);
        NullIds.RefuseIn(user, "user");
        NullIds.RefuseIn(item, "item");
        if (user.Name == LabelColumnName || item.Name == LabelColumnName)
            throw new ArgumentException($"An id column has the name '{LabelColumnName}' of the ratings. Rename it with SetName.");

        var labels = rating.Cast<object>().Select(ToSingle);
        return new DataFrame(user, item, new SingleDataFrameColumn(LabelColumnName, labels));
    }

    // .NET rounds these two types to Double first, so the nearest Single comes from their text.
    private static float ToSingle(object rating) => rating is decimal or ulong
        ? float.Parse(Convert.ToString(rating, CultureInfo.InvariantCulture)!, CultureInfo.InvariantCulture)
        : Convert.ToSingle(rating, CultureInfo.InvariantCulture);

    private static void RequireTwoColumns(DataFrameColumn user, DataFrameColumn item)
    {
        if (user == item)
            throw new ArgumentException($"The column '{user.Name}' is given for the users and the items; expected two columns.");
    }
}
