using AutoRec.DataFrames;
using Microsoft.Data.Analysis;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

[TestClass]
public sealed class PredictionsDataFrameTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void ToPredictionsDataFrame_ScoredRatings_HasAllRowsWithIdsInPlaceOfKeys()
    {
        var frame = new DataFrame(RatingFrames.TextUsers, RatingFrames.Items, RatingFrames.Stars);
        var ratings = frame.ToRatings("viewer", "film", "stars");
        var scored = RatingFrames.Fit(_mlContext, ratings).Transform(ratings);

        var predictions = scored.ToPredictionsDataFrame("user", "item", "Label", "Score");

        Assert.IsGreaterThan(100, predictions.Rows.Count);
        Assert.AreSequenceEqual(["user", "item", "Label", "Score"], predictions.Columns.Select(column => column.Name));
        Assert.AreSequenceEqual(RatingFrames.TextUsers, (StringDataFrameColumn)predictions["user"]);
        Assert.AreSequenceEqual(RatingFrames.Items, (Int32DataFrameColumn)predictions["item"]);
        Assert.AreSequenceEqual(
            scored.GetColumn<float>("Score"), ((SingleDataFrameColumn)predictions["Score"]).Select(score => score!.Value));
    }

    [TestMethod]
    public void ToPredictionsDataFrame_NoColumnNamed_HasAllVisibleColumnsExceptVectors()
    {
        var rows = SmallRatings.LoadKeyed(_mlContext, SmallRatings.All);
        var view = _mlContext.Transforms.Concatenate("Features", "Label").Fit(rows).Transform(rows);

        var frame = view.ToPredictionsDataFrame();

        Assert.AreSequenceEqual(["UserId", "ItemId", "Label", "user", "item"], frame.Columns.Select(column => column.Name));
    }

    [TestMethod]
    public void ToPredictionsDataFrame_UnknownIds_AreNull()
    {
        var keys = SmallRatings.KeyMapping(_mlContext).Fit(SmallRatings.Load(_mlContext, SmallRatings.Train));

        var frame = keys.Transform(SmallRatings.Load(_mlContext, SmallRatings.HeldOut)).ToPredictionsDataFrame("user", "item");

        var known = SmallRatings.Train.Select(rating => rating.UserId).ToHashSet();
        Assert.AreSequenceEqual(
            SmallRatings.HeldOut.Select(rating => known.Contains(rating.UserId) ? rating.UserId : null),
            (StringDataFrameColumn)frame["user"]);
        Assert.IsGreaterThan(0, frame["item"].NullCount);
    }

    [TestMethod]
    public void ToPredictionsDataFrame_KeysWithoutValues_AreNumbersFromOne()
    {
        var rows = SmallRatings.Load(_mlContext, SmallRatings.All);
        var hashed = _mlContext.Transforms.Conversion.Hash("hash", nameof(SmallRating.ItemId), numberOfBits: 8).Fit(rows).Transform(rows);

        var numbers = (UInt64DataFrameColumn)hashed.ToPredictionsDataFrame("hash")["hash"];

        Assert.AreSequenceEqual(hashed.GetColumn<uint>("hash").Select(key => (ulong?)key), numbers);
    }

    [TestMethod]
    public void ToPredictionsDataFrame_TypesWithoutAFrameColumn_AreLeftOutAndRefusedByName()
    {
        var rows = _mlContext.Data.LoadFromEnumerable(
            new[] { new Timed { When = new(2020, 1, 1), Since = TimeSpan.FromDays(1), At = DateTimeOffset.UnixEpoch } });
        var view = _mlContext.Transforms.Conversion.MapValueToKey("key", "Since")
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("whenKey", "When")).Fit(rows).Transform(rows);

        var frame = view.ToPredictionsDataFrame();

        Assert.AreSequenceEqual(["When", "whenKey"], frame.Columns.Select(column => column.Name));
        Assert.AreEqual(new DateTime(2020, 1, 1), frame["whenKey"][0]);
        Assert.Contains("'key' is of type Key", Assert.ThrowsExactly<ArgumentException>(() => view.ToPredictionsDataFrame("key")).Message);
        Assert.Contains(
            "'At' is of type DateTimeOffset", Assert.ThrowsExactly<ArgumentException>(() => view.ToPredictionsDataFrame("At")).Message);
    }

    [TestMethod]
    public void ToPredictionsDataFrame_WrongColumn_SaysWhatIsThere()
    {
        var rows = SmallRatings.Load(_mlContext, SmallRatings.All);
        var view = _mlContext.Transforms.Concatenate("Features", "Label").Fit(rows).Transform(rows);

        Assert.Contains("'Scores'", Assert.ThrowsExactly<ArgumentException>(() => view.ToPredictionsDataFrame("Scores")).Message);
        Assert.Contains("Vector<Single", Assert.ThrowsExactly<ArgumentException>(() => view.ToPredictionsDataFrame("Features")).Message);
    }

    private sealed class Timed
    {
        public DateTime When { get; set; }

        public TimeSpan Since { get; set; }

        public DateTimeOffset At { get; set; }
    }
}
