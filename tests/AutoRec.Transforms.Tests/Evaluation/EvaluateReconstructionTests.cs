using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

[TestClass]
public sealed class EvaluateReconstructionTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    // Users and items with training ratings, without them, and unknown to the key mapping.
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
    public void EvaluateReconstruction_ItemRows_GivesTheMetricsOfTheKeyedModel(ColdStart coldStart, bool clip)
    {
        var settings = TestModels.Default with { ColdStart = coldStart, Clip = clip, Deviation = 0.6 };
        var heldOut = SmallRatings.LoadKeyed(_mlContext, HeldOut);
        var keyed = _mlContext.Regression.Evaluate(TestModels.Prediction(settings).Transform(heldOut));
        AssertSame(keyed, Evaluate(settings, heldOut));
    }

    [TestMethod]
    public void EvaluateReconstruction_ColdRowsWithoutAScore_WarnsOfTheirNumber()
    {
        var log = new LogLines(_mlContext);
        Evaluate(TestModels.Default with { ColdStart = ColdStart.NaN }, SmallRatings.LoadKeyed(_mlContext, HeldOut));
        var model = TestModels.Create(TestModels.Default);
        var cold = SmallRatings.LoadKeyed(_mlContext, HeldOut).GetColumn<uint>("item")
            .Zip(SmallRatings.LoadKeyed(_mlContext, HeldOut).GetColumn<uint>("user"))
            .Count(pair => !model.HasItem((int)pair.First - 1) || !model.HasUser((int)pair.Second - 1));
        Assert.AreSequenceEqual(
            [$"{cold} of {HeldOut.Length} rows have no score and do not count: their 'Score' is NaN."], log.Warnings);
    }

    [TestMethod]
    public void EvaluateReconstruction_ColdRowsOnly_IsAnErrorWithTheRemedy()
    {
        var heldOut = SmallRatings.LoadKeyed(_mlContext, [.. HeldOut.Where(rating => rating.UserId == "nobody")]);
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => Evaluate(TestModels.Default with { ColdStart = ColdStart.NaN }, heldOut));
        Assert.StartsWith("None of the 3 rated rows has a score: every 'Score' is NaN.", error.Message);
        Assert.Contains("ColdStart.Mean", error.Message);
    }

    [TestMethod]
    public void EvaluateReconstruction_UserRows_GivesTheMetricsOfTheKeyedModel()
    {
        var settings = TestModels.Default with { Variant = AutoRecVariant.UserBased };
        var heldOut = SmallRatings.LoadKeyed(_mlContext, HeldOut);
        var keyed = _mlContext.Regression.Evaluate(TestModels.Prediction(settings).Transform(heldOut));
        AssertSame(keyed, Evaluate(settings, heldOut, columns: "item", rows: "user"));
    }

    [TestMethod]
    public void EvaluateReconstruction_HeldOutOfAnotherMapping_IsRefused()
    {
        var reversed = SmallRatings.Load(_mlContext, SmallRatings.All.Reverse());
        var heldOut = SmallRatings.KeyMapping(_mlContext).Fit(reversed).Transform(SmallRatings.Load(_mlContext, HeldOut));
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Evaluate(TestModels.Default, heldOut));
        Assert.Contains("stand for other ids", error.Message);
    }

    [TestMethod]
    [DataRow("user")]
    [DataRow("item")]
    public void Pivot_OtherMappingOfTheSameSize_IsRefused(string other)
    {
        var ratings = SmallRatings.Load(_mlContext, SmallRatings.All);
        var reversed = SmallRatings.Load(_mlContext, SmallRatings.All.Reverse());
        var mapped = _mlContext.Transforms.Conversion.MapValueToKey("user", "UserId").Fit(other == "user" ? reversed : ratings)
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("item", "ItemId").Fit(other == "item" ? reversed : ratings))
            .Transform(ratings);
        var pivot = CreatePivot("user", "item").Fit(Train);
        var loaded = SavedModels.Load(SavedModels.Save(_mlContext, pivot, Train.Schema), out _);
        Assert.Contains("stand for other ids", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => pivot.Transform(mapped)).Message);
        Assert.Contains("stand for other ids", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => loaded.Transform(mapped)).Message);
    }

    [TestMethod]
    public void EvaluateReconstruction_LoadedModel_GivesTheSameMetrics()
    {
        var chain = new TransformerChain<ITransformer>(
            CreatePivot("user", "item").Fit(Train), TestModels.Reconstruction(TestModels.Default));
        var loaded = SavedModels.Load(SavedModels.Save(_mlContext, chain, schema: null), out _);
        var heldOut = SmallRatings.LoadKeyed(_mlContext, HeldOut);
        AssertSame(
            _mlContext.Regression.EvaluateReconstruction(chain, Train, heldOut),
            _mlContext.Regression.EvaluateReconstruction(loaded, Train, heldOut));
    }

    [TestMethod]
    public void EvaluateReconstruction_PipelineWithThePivot_GivesTheMetricsOfItsNetwork()
    {
        var pipeline = new TransformerChain<ITransformer>(CreatePivot("user", "item").Fit(Train), Network);
        AssertEvaluatesAsTheNetwork(pipeline, Train);
    }

    [TestMethod]
    public void EvaluateReconstruction_PipelineFromRawRatings_GivesTheMetricsOfItsNetwork()
    {
        var pipeline = SmallRatings.Keys(_mlContext).Append(CreatePivot("user", "item").Fit(Train)).Append(Network);
        AssertEvaluatesAsTheNetwork(pipeline, SmallRatings.Load(_mlContext, SmallRatings.Train));
    }

    [TestMethod]
    public void EvaluateReconstruction_PipelineThatEndsOtherwise_NamesTheLastTransformer()
    {
        var pipeline = SmallRatings.Keys(_mlContext).Append(CreatePivot("user", "item").Fit(Train));
        var error = Assert.ThrowsExactly<ArgumentException>(() => _mlContext.Regression.EvaluateReconstruction(
            pipeline, SmallRatings.Load(_mlContext, SmallRatings.Train), SmallRatings.LoadKeyed(_mlContext, HeldOut)));
        Assert.AreEqual("model", error.ParamName);
        Assert.Contains(nameof(RatingPivotTransformer), error.Message);
    }

    [TestMethod]
    public void EvaluateReconstruction_HeldOutRatingsOfZero_Count()
    {
        var zeros = SmallRatings.HeldOut.Select(r => new SmallRating { UserId = r.UserId, ItemId = r.ItemId, Label = 0 }).ToArray();
        var heldOut = SmallRatings.LoadKeyed(_mlContext, zeros);
        var keyed = _mlContext.Regression.Evaluate(TestModels.Prediction(TestModels.Default).Transform(heldOut));
        var metrics = Evaluate(TestModels.Default, heldOut);
        Assert.AreEqual(keyed.RootMeanSquaredError, metrics.RootMeanSquaredError, 1e-6);
        Assert.IsGreaterThan(1, metrics.MeanAbsoluteError);
    }

    [TestMethod]
    public void EvaluateReconstruction_LabelOfAnotherName_IsRead()
    {
        var heldOut = SmallRatings.LoadKeyed(_mlContext, HeldOut);
        var renamed = _mlContext.Transforms.CopyColumns("Rating", "Label")
            .Append(_mlContext.Transforms.DropColumns("Label")).Fit(heldOut).Transform(heldOut);
        AssertSame(
            Evaluate(TestModels.Default, heldOut),
            _mlContext.Regression.EvaluateReconstruction(Network, Pivoted, renamed, labelColumnName: "Rating"));
    }

    [TestMethod]
    public void EvaluateReconstruction_OtherVectorsWithKeyNames_GivesTheSameMetrics()
    {
        var heldOut = SmallRatings.LoadKeyed(_mlContext, HeldOut);
        AssertSame(Evaluate(TestModels.Default, heldOut), _mlContext.Regression.EvaluateReconstruction(
            Network, OwnVectors(), heldOut, matrixColumnIndexColumnName: "user", matrixRowIndexColumnName: "item"));
    }

    [TestMethod]
    [DataRow("user", null, "matrixRowIndexColumnName")]
    [DataRow(null, "item", "matrixColumnIndexColumnName")]
    public void EvaluateReconstruction_VectorsWithoutAKeyName_AsksForIt(string? columns, string? rows, string parameter)
    {
        var heldOut = SmallRatings.LoadKeyed(_mlContext, HeldOut);
        var error = Assert.ThrowsExactly<ArgumentException>(() => _mlContext.Regression.EvaluateReconstruction(
            Network, OwnVectors(), heldOut, matrixColumnIndexColumnName: columns, matrixRowIndexColumnName: rows));
        Assert.AreEqual(parameter, error.ParamName);
        Assert.Contains("'Ratings' does not tell which key columns it was pivoted from", error.Message);
    }

    [TestMethod]
    public void EvaluateReconstruction_AnotherModel_IsRefusedByName()
    {
        var keyed = TestModels.Prediction(TestModels.Default);
        var error = Assert.ThrowsExactly<ArgumentException>(
            () => _mlContext.Regression.EvaluateReconstruction(keyed, Pivoted, SmallRatings.LoadKeyed(_mlContext, HeldOut)));
        Assert.Contains("AutoRecPredictionTransformer", error.Message);
        Assert.Contains("AutoRecMatrix", error.Message);
    }

    public static IEnumerable<object[]> WrongColumns =>
    [
        ["item", null!, (string[])["held-out matrix row index column 'item'"]],
        ["user", "UserId", (string[])["held-out matrix column index column 'user'", "expected a key"]],
        ["Label", null!, (string[])["held-out label column 'Label'"]],
    ];

    [TestMethod]
    [DynamicData(nameof(WrongColumns))]
    public void EvaluateReconstruction_HeldOutColumnOfTheWrongShape_SaysWhatWasFoundAndExpected(string column, string? copy, string[] says)
    {
        var heldOut = SmallRatings.LoadKeyed(_mlContext, HeldOut);
        AssertRefused(
            copy is null
                ? Apply(heldOut, _mlContext.Transforms.DropColumns(column))
                : Apply(heldOut, _mlContext.Transforms.CopyColumns(column, copy)),
            says);
    }

    [TestMethod]
    public void EvaluateReconstruction_KeysOfAnotherMapping_SaysBothCounts() => AssertRefused(
        RatingColumns.KeyedByFewItems(_mlContext).Input, "held-out matrix row index column 'item'", "has 5 keys", "with 30");

    [TestMethod]
    public void EvaluateReconstruction_RowsWithoutRatings_NamesTheColumn() =>
        new BadInput(Apply(Pivoted, _mlContext.Transforms.DropColumns("Ratings")), "ratings column 'Ratings'").AssertRefused(rows =>
            _mlContext.Regression.EvaluateReconstruction(Network, rows, SmallRatings.LoadKeyed(_mlContext, HeldOut)));

    private void AssertEvaluatesAsTheNetwork(ITransformer pipeline, IDataView ratings)
    {
        var heldOut = SmallRatings.LoadKeyed(_mlContext, HeldOut);
        AssertSame(
            _mlContext.Regression.EvaluateReconstruction(Network, Pivoted, heldOut),
            _mlContext.Regression.EvaluateReconstruction(pipeline, ratings, heldOut));
    }

    private void AssertRefused(IDataView heldOut, params string[] says) =>
        new BadInput(heldOut, says).AssertRefused(input => _mlContext.Regression.EvaluateReconstruction(Network, Pivoted, input));

    private static AutoRecReconstructionTransformer Network => TestModels.Reconstruction(TestModels.Default);

    private IDataView Train => SmallRatings.LoadKeyed(_mlContext, SmallRatings.Train);

    private IDataView Pivoted => Pivot("user", "item");

    private RegressionMetrics Evaluate(ModelSettings settings, IDataView heldOut, string columns = "user", string rows = "item") =>
        _mlContext.Regression.EvaluateReconstruction(TestModels.Reconstruction(settings), Pivot(columns, rows), heldOut);

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

    /// <summary>The pivoted rows without the annotations of PivotRatings.</summary>
    private IDataView OwnVectors()
    {
        var rows = _mlContext.Data.CreateEnumerable<OwnVector>(Pivoted, reuseRowObject: false).ToArray();
        foreach (var row in rows)
            row.item--; // read 1-based, given 0-based
        return _mlContext.Data.LoadFromEnumerable(rows);
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
