using AutoRec.DataFrames;

namespace AutoRec.Tests;

[TestClass]
public sealed class RecommendationMetricsDataFrameTests
{
    [TestMethod]
    public void ToDataFrame_EveryProperty_IsAColumnOfItsName()
    {
        string[] properties = [.. typeof(RecommendationMetrics).GetProperties().Select(property => property.Name)];
        var frame = Metrics(precision: 0.5).ToDataFrame();
        Assert.AreSequenceEqual(
            ["Model", .. properties.Except([nameof(RecommendationMetrics.MostRated)])], frame.Columns.Select(column => column.Name));
    }

    [TestMethod]
    [DataRow("At", 10, 10)]
    [DataRow("Users", 7, 7)]
    [DataRow("UsersWithoutRelevantItems", 2, 2)]
    [DataRow("Precision", 0.5, 0.1)]
    [DataRow("Recall", 0.2, 0.12)]
    [DataRow("NormalizedDiscountedCumulativeGain", 0.3, 0.13)]
    [DataRow("MeanAveragePrecision", 0.4, 0.14)]
    [DataRow("MeanReciprocalRank", 0.6, 0.16)]
    [DataRow("HitRate", 0.7, 0.17)]
    [DataRow("CatalogCoverage", 0.8, 0.18)]
    [DataRow("Novelty", 9.0, double.NaN)]
    public void ToDataFrame_Metrics_AreARowBesideTheMostRatedItems(string column, object recommender, object mostRated)
    {
        var frame = Metrics(precision: 0.5).ToDataFrame();
        Assert.AreSequenceEqual(["recommender", "most rated"], frame["Model"].Cast<string>());
        Assert.AreSequenceEqual([recommender, mostRated], frame[column].Cast<object>());
    }

    [TestMethod]
    public void ToDataFrame_MetricsOfTheMostRatedItems_AreOneRow()
    {
        var frame = Metrics(precision: 0.5).MostRated!.ToDataFrame();
        Assert.AreSequenceEqual(["most rated"], frame["Model"].Cast<string>());
        Assert.AreEqual(0.1, frame["Precision"][0]);
    }

    [TestMethod]
    [DataRow(0.1, 0.1, new[] { "first", "second", "most rated" }, new[] { 0.5, 0.6, 0.1 })]
    [DataRow(
        0.1,
        0.2,
        new[] { "first", "second", "most rated (first)", "most rated (second)" },
        new[] { 0.5, 0.6, 0.1, 0.2 })]
    public void ToDataFrame_NamedMetrics_HaveEqualRowsOfMostRatedItemsOnce(double first, double second, string[] names, double[] precisions)
    {
        (string, RecommendationMetrics)[] models = [("first", Metrics(0.5, first)), ("second", Metrics(0.6, second))];
        var frame = models.ToDataFrame();
        Assert.AreSequenceEqual(names, frame["Model"].Cast<string>());
        Assert.AreSequenceEqual(precisions, frame["Precision"].Cast<double>());
    }

    [TestMethod]
    public void ToDataFrame_NoModels_HasNoRows()
    {
        (string, RecommendationMetrics)[] none = [];
        Assert.AreEqual(0, none.ToDataFrame().Rows.Count);
    }

    private static RecommendationMetrics Metrics(double precision, double mostRatedPrecision = 0.1) => new()
    {
        At = 10,
        Users = 7,
        UsersWithoutRelevantItems = 2,
        Precision = precision,
        Recall = 0.2,
        NormalizedDiscountedCumulativeGain = 0.3,
        MeanAveragePrecision = 0.4,
        MeanReciprocalRank = 0.6,
        HitRate = 0.7,
        CatalogCoverage = 0.8,
        Novelty = 9,
        MostRated = new()
        {
            At = 10,
            Users = 7,
            UsersWithoutRelevantItems = 2,
            Precision = mostRatedPrecision,
            Recall = 0.12,
            NormalizedDiscountedCumulativeGain = 0.13,
            MeanAveragePrecision = 0.14,
            MeanReciprocalRank = 0.16,
            HitRate = 0.17,
            CatalogCoverage = 0.18,
            Novelty = double.NaN,
        },
    };
}
