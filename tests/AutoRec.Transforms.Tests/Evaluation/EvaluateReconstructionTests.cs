using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

[TestClass]
public sealed class EvaluateReconstructionTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    // Of the users and items that training knows, of those it does not, and of some that not even the key mapping does.
    private static readonly SmallRating[] HeldOut =
    [
        .. SmallRatings.HeldOut,
        new() { UserId = "nobody", ItemId = SmallRatings.ItemId(3), Label = 2 },
        new() { UserId = "nobody", ItemId = SmallRatings.ItemId(SmallRatings.ItemCount - 1), Label = 4 },
        new() { UserId = SmallRatings.UserId(3), ItemId = -1, Label = 1 },
        new() { UserId = SmallRatings.UserId(SmallRatings.UserCount - 1), ItemId = -1, Label = 5 },
        new() { UserId = "nobody", ItemId = -1, Label = 3 },
    ];

    [TestMethod]
    [DataRow(ColdStart.Mean, true)]
    [DataRow(ColdStart.NaN, true)]
    [DataRow(ColdStart.Mean, false)]
    public void EvaluateReconstruction_OfTheSameModel_IsWhatTheKeyedEvaluationSays(ColdStart coldStart, bool clip)
    {
        var settings = TestModels.Default with { ColdStart = coldStart, Clip = clip, Deviation = 0.6 };
        var heldOut = SmallRatings.LoadKeyed(_mlContext, HeldOut);
        var keyed = _mlContext.Regression.Evaluate(TestModels.Prediction(settings).Transform(heldOut));
        AssertSame(keyed, _mlContext.Regression.EvaluateReconstruction(Reconstruct(settings), heldOut));
    }

    [TestMethod]
    public void EvaluateReconstruction_OfUserRows_IsWhatTheKeyedEvaluationOfTheUserBasedModelSays()
    {
        var settings = TestModels.Default with { Variant = AutoRecVariant.UserBased };
        var heldOut = SmallRatings.LoadKeyed(_mlContext, HeldOut);
        var keyed = _mlContext.Regression.Evaluate(TestModels.Prediction(settings).Transform(heldOut));
        var reconstructed = Reconstruct(settings, columns: "item", rows: "user");
        AssertSame(keyed, _mlContext.Regression.EvaluateReconstruction(reconstructed, heldOut));
    }

    [TestMethod]
    public void EvaluateReconstruction_AfterSavingAndLoading_IsTheSame()
    {
        var chain = new TransformerChain<ITransformer>(CreatePivot("user", "item").Fit(Train), TestModels.Reconstruction(TestModels.Default));
        var loaded = SavedModels.Load(SavedModels.Save(_mlContext, chain, schema: null), out _);
        var heldOut = SmallRatings.LoadKeyed(_mlContext, HeldOut);
        AssertSame(
            _mlContext.Regression.EvaluateReconstruction(chain.Transform(Train), heldOut),
            _mlContext.Regression.EvaluateReconstruction(loaded.Transform(Train), heldOut));
    }

    [TestMethod]
    public void EvaluateReconstruction_HeldOutRatingsOfZero_Count()
    {
        var zeros = SmallRatings.HeldOut.Select(r => new SmallRating { UserId = r.UserId, ItemId = r.ItemId, Label = 0 }).ToArray();
        var heldOut = SmallRatings.LoadKeyed(_mlContext, zeros);
        var keyed = _mlContext.Regression.Evaluate(TestModels.Prediction(TestModels.Default).Transform(heldOut));
        var metrics = _mlContext.Regression.EvaluateReconstruction(Reconstruct(TestModels.Default), heldOut);
        Assert.AreEqual(keyed.RootMeanSquaredError, metrics.RootMeanSquaredError, 1e-6);
        Assert.IsGreaterThan(1, metrics.MeanAbsoluteError);
    }

    [TestMethod]
    public void EvaluateReconstruction_ColumnsOfOtherNames_AreThoseGiven()
    {
        var heldOut = SmallRatings.LoadKeyed(_mlContext, HeldOut);
        var renamed = _mlContext.Transforms.CopyColumns("Rating", "Label")
            .Append(_mlContext.Transforms.DropColumns("Label")).Fit(heldOut).Transform(heldOut);
        AssertSame(
            _mlContext.Regression.EvaluateReconstruction(Reconstruct(TestModels.Default), heldOut),
            _mlContext.Regression.EvaluateReconstruction(Reconstruct(TestModels.Default), renamed, labelColumnName: "Rating"));
    }

    [TestMethod]
    public void EvaluateReconstruction_OfVectorsThatWereNotPivoted_AsksForTheNames()
    {
        var heldOut = SmallRatings.LoadKeyed(_mlContext, HeldOut);
        var reconstructed = ReconstructOwnVectors();
        AssertNameMissing("matrixRowIndexColumnName", () => _mlContext.Regression.EvaluateReconstruction(reconstructed, heldOut, matrixColumnIndexColumnName: "user"));
        AssertNameMissing("matrixColumnIndexColumnName", () => _mlContext.Regression.EvaluateReconstruction(reconstructed, heldOut, matrixRowIndexColumnName: "item"));

        AssertSame(
            _mlContext.Regression.EvaluateReconstruction(Reconstruct(TestModels.Default), heldOut),
            _mlContext.Regression.EvaluateReconstruction(reconstructed, heldOut, matrixColumnIndexColumnName: "user", matrixRowIndexColumnName: "item"));

        static void AssertNameMissing(string parameter, Action evaluate)
        {
            var error = Assert.ThrowsExactly<ArgumentException>(evaluate);
            Assert.AreEqual(parameter, error.ParamName);
            Assert.Contains("'Score' does not tell which key columns it was pivoted from", error.Message);
        }
    }

    [TestMethod]
    public void EvaluateReconstruction_OfVectorsThatNoModelMade_SaysSo()
    {
        var scores = _mlContext.Transforms.CopyColumns("Score", "Ratings").Fit(Pivoted).Transform(Pivoted);
        var error = Assert.ThrowsExactly<ArgumentException>(() => _mlContext.Regression.EvaluateReconstruction(scores, SmallRatings.LoadKeyed(_mlContext, HeldOut)));
        Assert.Contains("'Score'", error.Message);
        Assert.Contains("AutoRecMatrix", error.Message);
    }

    [TestMethod]
    public void EvaluateReconstruction_ColumnsOfTheWrongShape_SaysWhatWasFoundAndExpected()
    {
        var (reconstructed, heldOut) = (Reconstruct(TestModels.Default), SmallRatings.LoadKeyed(_mlContext, HeldOut));
        Refused(reconstructed, Apply(heldOut, _mlContext.Transforms.DropColumns("item")), "held-out matrix row index column 'item'");
        Refused(reconstructed, Apply(heldOut, _mlContext.Transforms.CopyColumns("user", "UserId")), "held-out matrix column index column 'user'", "expected a key");
        Refused(reconstructed, Apply(heldOut, _mlContext.Transforms.DropColumns("Label")), "held-out label column 'Label'");
        Refused(reconstructed, RatingColumns.KeyedByFewItems(_mlContext).Input, "held-out matrix row index column 'item'", "has 5 keys", "with 30");
        Refused(Pivoted, heldOut, "score column 'Score'", "'Ratings'");
        Refused(Apply(reconstructed, _mlContext.Transforms.DropColumns("Ratings")), heldOut, "ratings column 'Ratings'");

        void Refused(IDataView reconstructed, IDataView heldOut, params string[] says) =>
            new BadInput(heldOut, says).AssertRefused(input => _mlContext.Regression.EvaluateReconstruction(reconstructed, input));
    }

    private IDataView Train => SmallRatings.LoadKeyed(_mlContext, SmallRatings.Train);

    private IDataView Pivoted => Pivot("user", "item");

    private IDataView Reconstruct(ModelSettings settings, string columns = "user", string rows = "item") =>
        TestModels.Reconstruction(settings).Transform(Pivot(columns, rows));

    private IDataView Pivot(string columns, string rows) => CreatePivot(columns, rows).Fit(Train).Transform(Train);

    private RatingPivotEstimator CreatePivot(string columns, string rows) =>
        _mlContext.Transforms.PivotRatings("Ratings", matrixColumnIndexColumnName: columns, matrixRowIndexColumnName: rows);

    private sealed class OwnVector
    {
        [KeyType(SmallRatings.ItemCount)]
        public uint item { get; set; }

        [VectorType(SmallRatings.UserCount)]
        public float[] Ratings { get; set; } = [];
    }

    /// <summary>The same rows, made without PivotRatings.</summary>
    private IDataView ReconstructOwnVectors()
    {
        var rows = _mlContext.Data.CreateEnumerable<OwnVector>(Pivoted, reuseRowObject: false).ToArray();
        foreach (var row in rows)
            row.item--; // read 1-based, given 0-based
        return TestModels.Reconstruction(TestModels.Default).Transform(_mlContext.Data.LoadFromEnumerable(rows));
    }

    private static IDataView Apply(IDataView view, IEstimator<ITransformer> estimator) => estimator.Fit(view).Transform(view);

    private static void AssertSame(RegressionMetrics expected, RegressionMetrics actual)
    {
        Assert.IsTrue(double.IsFinite(expected.RootMeanSquaredError));
        Assert.AreEqual(expected.RootMeanSquaredError, actual.RootMeanSquaredError, 1e-6);
        Assert.AreEqual(expected.MeanAbsoluteError, actual.MeanAbsoluteError, 1e-6);
        Assert.AreEqual(expected.RSquared, actual.RSquared, 1e-6);
    }
}
