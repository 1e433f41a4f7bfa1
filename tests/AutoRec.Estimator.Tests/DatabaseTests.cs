using System.Data;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>ML.NET's DatabaseLoader on a SQLite file.</summary>
[TestClass]
public sealed class DatabaseTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly MLContext _mlContext = new(seed: 1);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        File.Delete(_file);
    }

    [TestMethod]
    public void DatabaseLoader_RatingsOfATable_TrainsAndRecommendsAsFromMemory()
    {
        var expected = SmallRatings.Load(_mlContext, SmallRatings.All);
        Write(SmallRatings.All.Select(rating =>
            string.Create(CultureInfo.InvariantCulture, $"('{rating.UserId}', {rating.ItemId}, {rating.Label})")));

        var ratings = Load();

        Assert.AreSequenceEqual(expected.GetColumn<float>("Label"), ratings.GetColumn<float>("Label"));
        var (ours, theirs) = (Recommender(ratings), Recommender(expected));
        foreach (var user in theirs.Users)
            Assert.AreSequenceEqual(theirs.Recommend(user).Select(item => item.Item), ours.Recommend(user).Select(item => item.Item));
    }

    [TestMethod]
    public void DatabaseLoader_NullRating_IsNaNAndNotZero()
    {
        Write(["('ada', 1, 4)", "('ada', 2, NULL)"]);

        Assert.AreSequenceEqual([4, float.NaN], Load().GetColumn<float>("Label"));
    }

    private Recommender<string, int> Recommender(IDataView ratings)
    {
        var model = _mlContext.Transforms.Conversion.MapValueToKey("user", nameof(SmallRating.UserId))
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("item", nameof(SmallRating.ItemId)))
            .Append(_mlContext.Recommendation().Trainers.AutoRec(TrainingData.Small()))
            .Fit(ratings);
        return _mlContext.Model.CreateRecommender<string, int>(model, ratings.Schema);
    }

    private IDataView Load()
    {
        var loader = _mlContext.Data.CreateDatabaseLoader(
            new DatabaseLoader.Column(nameof(SmallRating.UserId), DbType.String, 0),
            new DatabaseLoader.Column(nameof(SmallRating.ItemId), DbType.Int32, 1),
            new DatabaseLoader.Column("Label", DbType.Single, 2));
        return loader.Load(new DatabaseSource(SqliteFactory.Instance, $"Data Source={_file}", "SELECT who, what, stars FROM ratings"));
    }

    private void Write(IEnumerable<string> rows)
    {
        using var connection = new SqliteConnection($"Data Source={_file}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            $"CREATE TABLE ratings (who TEXT, what INTEGER, stars REAL); INSERT INTO ratings VALUES {string.Join(", ", rows)}";
        command.ExecuteNonQuery();
    }
}
