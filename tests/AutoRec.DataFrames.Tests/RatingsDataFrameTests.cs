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

    public static IEnumerable<object[]> WholeNumberColumns =>
    [
        [Of(n => (byte)n)], [Of(n => (sbyte)n)], [Of(n => (short)n)], [Of(n => (ushort)n)],
        [Of(n => n)], [Of(n => (uint)n)], [Of(n => (long)n)], [Of(n => (ulong)n)],
    ];

    public static IEnumerable<object[]> RatingColumns => [.. WholeNumberColumns, [Of(n => (double)n)], [Of(n => (decimal)n)]];

    [TestMethod]
    [DynamicData(nameof(RatingColumns))]
    public void ToRatings_RatingsOfAnyNumberType_AreTheSameSingles(Func<IEnumerable<int>, string, DataFrameColumn> create)
    {
        int[] stars = [.. RatingFrames.Stars.Select(value => (int)value!.Value)];

        var ratings = new DataFrame(RatingFrames.Users, RatingFrames.Items, create(stars, "r")).ToRatings("viewer", "film", "r");

        Assert.AreSequenceEqual(stars.Select(value => (float)value), ratings.GetColumn<float>("Label"));
    }

    [TestMethod]
    [DynamicData(nameof(WholeNumberColumns))]
    public void ToRatings_IdsOfAnyWholeNumberType_TrainTheSameModel(Func<IEnumerable<int>, string, DataFrameColumn> create)
    {
        var expected = new DataFrame(RatingFrames.Users, RatingFrames.Items, RatingFrames.Stars).ToRatings("viewer", "film", "stars");
        int[] users = [.. RatingFrames.Users.Select(id => id!.Value)], items = [.. RatingFrames.Items.Select(id => id!.Value)];

        var frame = new DataFrame(create(users, "viewer"), create(items, "film"), RatingFrames.Stars);
        var ratings = frame.ToRatings("viewer", "film", "stars");

        Assert.AreSequenceEqual(
            Scores(RatingFrames.Fit(_mlContext, expected).Transform(expected)),
            Scores(RatingFrames.Fit(_mlContext, ratings).Transform(ratings)));
    }

    // 2⁵³ + 2²⁹ + 1 is nearer to the next Single, but half-way if it is rounded to Double first.
    [TestMethod]
    public void ToRatings_LongNumbers_AreRoundedOnce()
    {
        const long Number = (1L << 53) + (1 << 29) + 1;
        DataFrameColumn[] columns =
        [
            new Int64DataFrameColumn("r", [Number]),
            new UInt64DataFrameColumn("r", [(ulong)Number]),
            new DecimalDataFrameColumn("r", [Number]),
        ];
        foreach (var column in columns)
        {
            var frame = new DataFrame(new Int32DataFrameColumn("u", [1]), new Int32DataFrameColumn("i", [1]), column);
            var ratings = frame.ToRatings("u", "i", "r");
            Assert.AreEqual((float)(1L << 53) + (1 << 30), ratings.GetColumn<float>("Label").Single(), column.DataType.Name);
        }
    }

    [TestMethod]
    public void ToRatings_IdThatStandsForNull_IsRefused()
    {
        var users = RatingFrames.Users;
        users[5] = int.MinValue;

        var error = Assert.ThrowsExactly<ArgumentException>(
            () => new DataFrame(users, RatingFrames.Items, RatingFrames.Stars).ToRatings("viewer", "film", "stars"));

        Assert.Contains("The user column 'viewer' has the id -2147483648, which stands for null in ToPairs", error.Message);
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
    [DataRow("viewer", "count", "stars", "The item column 'count' holds Double; expected one of String, Int32, Int64, Byte,")]
    [DataRow("viewer", "film", "comment", "The rating column 'comment' holds String; expected one of Single, Double, Decimal, Int32,")]
    [DataRow("viewer", "viewer", "stars", "The column 'viewer' is given for the users and the items")]
    public void ToRatings_WrongColumn_SaysWhatIsThere(string user, string item, string rating, string message)
    {
        var frame = new DataFrame(
            RatingFrames.Users, RatingFrames.Items, RatingFrames.Stars, new DoubleDataFrameColumn("count", RatingFrames.Items.Length));
        frame.Columns.Add(new StringDataFrameColumn("comment", RatingFrames.Items.Length));

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

    private static Func<IEnumerable<int>, string, DataFrameColumn> Of<T>(Func<int, T> convert)
        where T : unmanaged => (values, name) => DataFrameColumn.Create(name, values.Select(convert));

    private static float[] Scores(IDataView scored) => [.. scored.GetColumn<float>("Score")];
}
