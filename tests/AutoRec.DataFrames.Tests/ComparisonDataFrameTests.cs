using AutoRec.DataFrames;
using Microsoft.Data.Analysis;

namespace AutoRec.Tests;

[TestClass]
public sealed class ComparisonDataFrameTests
{
    private static DataFrame Runs => new(
        new StringDataFrameColumn("model", ["b", "a", "b", "a", "b", "a"]),
        new StringDataFrameColumn("split", ["1", "1", "2", "2", "3", "3"]),
        new DoubleDataFrameColumn("rmse", [1.0, 0.9, 1.2, 1.0, 1.4, 1.4]),
        new Int32DataFrameColumn("cold", [1, 1, 2, 2, 6, 6]));

    [TestMethod]
    public void Summarize_Runs_GivesMeanAndDeviationInTheOrderOfTheModels()
    {
        var summary = Runs.Summarize("model", "rmse", "cold");

        Assert.AreSequenceEqual(
            ["model", "Runs", "rmse", "rmseDeviation", "cold", "coldDeviation"], summary.Columns.Select(column => column.Name));
        Assert.AreSequenceEqual(["b", "a"], summary["model"].Cast<string>());
        Assert.AreEqual(3, summary["Runs"][0]);
        Assert.AreEqual(1.2, (double)summary["rmse"][0], 1e-12);
        Assert.AreEqual(0.2, (double)summary["rmseDeviation"][0], 1e-12);
        Assert.AreEqual(3.0, (double)summary["cold"][1], 1e-12);
    }

    [TestMethod]
    public void PairedDifferences_Runs_GivesMeanErrorAndCount()
    {
        var differences = Runs.PairedDifferences("model", "split", "rmse", reference: "b");

        // The differences −0.1, −0.2 and 0 have the mean −0.1 and the deviation 0.1.
        Assert.AreSequenceEqual(["b", "a"], differences["model"].Cast<string>());
        Assert.AreEqual(0.0, differences["Difference"][0]);
        Assert.AreEqual(-0.1, (double)differences["Difference"][1], 1e-12);
        Assert.AreEqual(0.1 / Math.Sqrt(3), (double)differences["StandardError"][1], 1e-12);
        Assert.AreEqual(2, differences["Lower"][1]);
    }

    [TestMethod]
    public void PairedDifferences_NumberedSplits_ArePairedByNumber()
    {
        var runs = Runs;
        runs.Columns.Add(new Int32DataFrameColumn("Fold", [0, 0, 1, 1, 2, 2]));
        Assert.AreEqual(-0.1, (double)runs.PairedDifferences("model", "Fold", "rmse", reference: "b")["Difference"][1], 1e-12);
    }

    [TestMethod]
    public void Summarize_OneRun_HasNoDeviation()
    {
        var summary = Runs.Head(1).Summarize("model", "rmse");

        Assert.AreEqual(double.NaN, summary["rmseDeviation"][0]);
    }

    [TestMethod]
    [DataRow("c", "2", "'c'")]
    [DataRow("b", "4", "'a' has a row for the split '4'")]
    [DataRow("b", "1", "'a' has 2 rows for the split '1'")]
    public void PairedDifferences_WithoutAPair_SaysWhichIsMissing(string reference, string lastSplit, string says)
    {
        var runs = Runs.Head(4);
        runs["split"][3] = lastSplit;
        var error = Assert.ThrowsExactly<ArgumentException>(() => runs.PairedDifferences("model", "split", "rmse", reference));
        Assert.Contains(says, error.Message);
    }

    [TestMethod]
    public void Summarize_TextColumn_IsRefused() =>
        Assert.Contains(
            "'split' holds String; expected numbers",
            Assert.ThrowsExactly<ArgumentException>(() => Runs.Summarize("model", "split")).Message);
}
