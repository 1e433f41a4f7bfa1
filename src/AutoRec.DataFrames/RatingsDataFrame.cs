using Microsoft.Data.Analysis;
using Microsoft.ML;

namespace AutoRec.DataFrames;

/// <summary>Ratings in a <see cref="DataFrame"/>, as a pipeline trains on them.</summary>
public static partial class AutoRecDataFrames
{
    /// <summary>The name of the ratings in what <see cref="ToRatings"/> returns.</summary>
    public const string LabelColumnName = "Label";

    private const string Reload = "DataFrame.LoadCsv takes what looks like a number for a Single unless its dataTypes say otherwise.";

    /// <summary>
    /// The ratings of a frame for the pipeline that any other view of ratings goes into: its id columns under their own names, and its
    /// ratings as a Single column <c>Label</c>.
    /// </summary>
    /// <remarks>
    /// A <see cref="DataFrame"/> is an <see cref="IDataView"/> itself. Two things stand between it and a trainer of ratings, and they are what
    /// this does: a frame's Doubles are no Singles, which trainers require; and a null id comes out of a frame's cursor as 0, an id like any
    /// other, without a word. The id columns are the frame's own and the labels a copy: leave the frame as it is
    /// while the view is in use.
    /// </remarks>
    /// <param name="frame">One row a rating.</param>
    /// <param name="userColumn">The users' ids: Int32, Int64 or String, without null values.</param>
    /// <param name="itemColumn">The items' ids: the same.</param>
    /// <param name="ratingColumn">The ratings: Single or Double, without null values.</param>
    /// <returns>
    /// A view that is a <see cref="DataFrame"/>. Map its ids with <c>MapValueToKey</c>, which takes all three types.
    /// </returns>
    /// <exception cref="ArgumentException">A column is missing, of another type, has null values, or is given twice.</exception>
    public static IDataView ToRatings(this DataFrame frame, string userColumn, string itemColumn, string ratingColumn)
    {
        var user = FindIds(frame, userColumn, "user");
        var item = FindIds(frame, itemColumn, "item");
        var rating = FrameColumns.Find(frame, ratingColumn, "rating", [typeof(float), typeof(double)], $"Convert it first. {Reload}");
        if (user == item)
            throw new ArgumentException($"The column '{userColumn}' is given for the users and for the items; expected two columns.");
        if (new[] { user, item }.FirstOrDefault(ids => ids.Name == LabelColumnName) is not null)
            throw new ArgumentException($"An id column has the name '{LabelColumnName}', which the ratings get; expected another. Give it one with SetName.");

        var labels = rating is PrimitiveDataFrameColumn<double> doubles
            ? doubles.Select(value => (float)value!.Value)
            : ((PrimitiveDataFrameColumn<float>)rating).Select(value => value!.Value);
        return new DataFrame(user, item, new SingleDataFrameColumn(LabelColumnName, labels));
    }

    private static DataFrameColumn FindIds(DataFrame frame, string name, string role) =>
        FrameColumns.Find(frame, name, role, [typeof(int), typeof(long), typeof(string)], $"Convert the ids first. {Reload}");
}
