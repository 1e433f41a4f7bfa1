using AutoRec.DataFrames;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

[TestClass]
public sealed class RatingsDataFrameTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow("String", "Single")]
    [DataRow("Int64", "Double")]
    [DataRow("Int32", "Double")]
    public void ToRatings_AnyIdAndRatingType_TrainsTheModelOfOtherViews(string idType, string ratingType)
    {
        var rows = SmallRatings.Load(_mlContext, SmallRatings.All);
        var expected = Scores(RatingFrames.Fit(_mlContext, rows, nameof(SmallRating.UserId), nameof(SmallRating.ItemId)).Transform(rows));

        DataFrameColumn users = idType switch
        {
            "String" => RatingFrames.TextUsers,
            "Int64" => RatingFrames.LongUsers,
            _ => RatingFrames.Users,
        };
        DataFrameColumn stars = ratingType == "Single" ? RatingFrames.Stars : RatingFrames.DoubleStars;
        var ratings = new DataFrame(users, RatingFrames.Items, stars).ToRatings("viewer", "film", "stars");

        Assert.AreSequenceEqual(expected, Scores(RatingFrames.Fit(_mlContext, ratings).Transform(ratings)));
    }

    [TestMethod]
    public void ToRatings_FrameWithFurtherColumns_ReturnsIdsAndLabel()
    {
        var frame = new DataFrame(
            new StringDataFrameColumn("comment", RatingFrames.Items.Length), RatingFrames.Stars, RatingFrames.Items, RatingFrames.Users);

        var ratings = frame.ToRatings("viewer", "film", "stars");

        Assert.AreSequenceEqual(["viewer", "film", "Label"], ratings.Schema.Select(column => column.Name));
        Assert.AreEqual<DataViewType>(NumberDataViewType.Single, ratings.Schema["Label"].Type);
        Assert.HasCount(4, frame.Columns);
    }

    [TestMethod]
    [DataRow(
            "user", "film", "stars", "There is no user column 'user' in the DataFrame. Its columns are 'viewer', 'film', 'stars', 'count'")]
    [DataRow("viewer", "count", "stars", "The item column 'count' holds Double; expected one of Int32, Int64, String.")]
    [DataRow("viewer", "film", "film", "The rating column 'film' holds Int32; expected one of Single, Double.")]
    [DataRow("viewer", "viewer", "stars", "The column 'viewer' is given for the users and the items")]
    public void ToRatings_WrongColumn_SaysWhatIsThere(string user, string item, string rating, string message)
    {
        var frame = new DataFrame(
            RatingFrames.Users, RatingFrames.Items, RatingFrames.Stars, new DoubleDataFrameColumn("count", RatingFrames.Items.Length));

        Assert.Contains(message, Assert.ThrowsExactly<ArgumentException>(() => frame.ToRatings(user, item, rating)).Message);
    }

    [TestMethod]
    [DataRow("viewer", "user")]
    [DataRow("film", "item")]
    [DataRow("stars", "rating")]
    public void ToRatings_NullValues_SaysHowManyAndWhere(string column, string role)
    {
        var frame = new DataFrame(RatingFrames.TextUsers, RatingFrames.Items, RatingFrames.Stars);
        frame[column][3] = null;
        frame[column][7] = null;

        var error = Assert.ThrowsExactly<ArgumentException>(() => frame.ToRatings("viewer", "film", "stars"));

        Assert.Contains(
            $"The {role} column '{column}' has 2 null values among {RatingFrames.Items.Length}, the first in row 3", error.Message);
        Assert.Contains("DropNulls", error.Message);
    }

    [TestMethod]
    public void ToRatings_IdsNamedAsTheLabel_AsksForAnotherName()
    {
        var users = RatingFrames.Users;
        users.SetName("Label");
        var frame = new DataFrame(users, RatingFrames.Items, RatingFrames.Stars);

        Assert.Contains("'Label'", Assert.ThrowsExactly<ArgumentException>(() => frame.ToRatings("Label", "film", "stars")).Message);
    }

    private static float[] Scores(IDataView scored) => [.. scored.GetColumn<float>("Score")];
}
