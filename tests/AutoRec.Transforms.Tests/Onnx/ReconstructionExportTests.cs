using AutoRec.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>The scores of new rows in ONNX Runtime, compared with fold-in and with the reconstruction of <c>AutoRecMatrix</c>.</summary>
[TestClass]
public sealed class ReconstructionExportTests
{
    private static readonly MLContext Context = new();

    public static IEnumerable<object[]> Activations => Enum.GetValues<Activation>().Select(activation => new object[] { activation });

    private static ModelSettings UserBased => TestModels.Default with { Variant = AutoRecVariant.UserBased };

    [TestMethod]
    [DynamicData(nameof(Activations))]
    public void CreateReconstruction_DeepNetworkOfAnyActivation_ScoresAsFoldIn(Activation activation) => AssertUsers(TestModels.Prediction(
        UserBased with { Widths = [8, 4], Encoder = activation, Decoder = activation, OutputShift = 0.2f, OutputSpan = 1.5f }));

    [TestMethod]
    public void CreateReconstruction_NetworkOfTheUsualWidth_ScoresAsFoldIn() =>
        AssertUsers(TestModels.Prediction(UserBased with { Widths = [500] }));

    [TestMethod]
    [DataRow(BaselineKind.None, InputNormalization.None, ColdStart.Mean, false)]
    [DataRow(BaselineKind.GlobalMean, InputNormalization.RatingCount, ColdStart.NaN, true)]
    [DataRow(BaselineKind.Biases, InputNormalization.None, ColdStart.NaN, false)]
    public void CreateReconstruction_OtherOptions_ScoresAsFoldIn(
        BaselineKind baseline, InputNormalization normalization, ColdStart coldStart, bool clip) => AssertUsers(TestModels.Prediction(
            UserBased with { Baseline = baseline, Normalization = normalization, ColdStart = coldStart, Clip = clip, Deviation = 1 }));

    [TestMethod]
    [DataRow(ColdStart.Mean)]
    [DataRow(ColdStart.NaN)]
    public void CreateReconstruction_BlendOfOneVariant_ScoresAsFoldIn(ColdStart coldStart) =>
        AssertUsers(TestModels.Blend(UserBased with { ColdStart = coldStart, Deviation = 1 }));

    [TestMethod]
    public void CreateReconstruction_NoIndicesForUnratedKeys_ScoresAsFoldIn() => AssertUsers(KeyedModels.Single(AutoRecVariant.UserBased));

    [TestMethod]
    public void CreateReconstruction_LoadedPipeline_ScoresAsFoldIn()
    {
        var pipeline = TrainedModels.Pipeline(Context, TrainedModels.UserBased);
        var loaded = SavedModels.Load(SavedModels.Save(Context, pipeline, SmallRatings.Load(Context, SmallRatings.All).Schema), out _);
        AssertUsers(loaded, TrainedModels.UserBased.Ratings);
    }

    [TestMethod]
    public void CreateReconstruction_ItemBased_ScoresItemsAsFoldIn()
    {
        var transformer = TestModels.Prediction(TestModels.Default);
        var rows = Enumerable.Range(0, SmallRatings.ItemCount)
            .Select(item => RowOf(TestModels.SmallMatrix, item, none: float.NaN)).ToArray();
        AssertScores(transformer, rows, ratings => Enumerable.Range(0, SmallRatings.UserCount).Select(
            transformer.Model.FoldInItem(Given(ratings).Select(given => new UserRating(given.Index, given.Rating))).Score));
    }

    [TestMethod]
    public void CreateReconstruction_ScaleWithZero_TakesZeroForARating()
    {
        // The small ratings on a scale from −2 to 2.
        var users = TestModels.SmallMatrix.Transpose();
        int[] userOfEach = [.. Enumerable.Range(0, users.RowCount).SelectMany(user => Enumerable.Repeat(user, users.CountOf(user)))];
        float[] values = [.. users.Values.ToArray().Select(value => value - 3)];
        var ratings = RatingMatrix.Create(users.RowCount, users.ColumnCount, userOfEach, users.ColumnIndices, values);
        var model = TestModels.Create(ratings, UserBased);
        var transformer = new AutoRecPredictionTransformer<AutoRecModelParameters>(new("user", "item", model, recommendation: null));
        var rows = Enumerable.Range(0, SmallRatings.UserCount).Select(user => RowOf(ratings, user, none: float.NaN)).ToArray();
        Assert.Contains(0, rows.SelectMany(row => row).ToArray());
        AssertScores(transformer, rows, row => ScoresOfUser(model, Given(row, zeroIsRating: true)));
    }

    [TestMethod]
    public void ConvertToOnnx_AutoRecMatrix_ScoresAsItReconstructs()
    {
        var network = TestModels.Reconstruction(TestModels.Default with { Widths = [8, 4], Decoder = Activation.Tanh });
        var rows = Enumerable.Range(0, SmallRatings.ItemCount).Select(item => RowOf(TestModels.SmallMatrix, item, none: 0)).ToArray();
        AssertScores(network, [.. rows, new float[SmallRatings.UserCount]], row =>
        {
            var given = Given(row).ToArray();
            var scores = new float[row.Length];
            new NewRowModel(network.Model, zeroIsRating: false).Score(
                Array.ConvertAll(given, rating => rating.Index), Array.ConvertAll(given, rating => rating.Rating), scores);
            return scores;
        });
    }

    [TestMethod]
    public void CreateReconstruction_InMLNet_ScoresAsInOnnx()
    {
        var (reconstruction, emptyInput) = Context.Model.CreateReconstruction(TestModels.Prediction(UserBased));
        var row = RowOf(TestModels.SmallMatrix.Transpose(), 3, none: float.NaN);
        var scored = reconstruction.Transform(Context.Data.LoadFromEnumerable(new[] { new ItemVector { Ratings = row } }));
        using var file = OnnxFile.Export(reconstruction, emptyInput);
        OnnxFile.AssertEqual(
            scored.GetColumn<float[]>("Score").Single(), file.Score(OnnxFile.Matrix("Ratings", SmallRatings.ItemCount, row)));
    }

    private sealed class ItemVector
    {
        [VectorType(SmallRatings.ItemCount)]
        public float[] Ratings { get; set; } = [];
    }

    private static void AssertUsers<TModel>(AutoRecPredictionTransformer<TModel> transformer)
        where TModel : class, IRatingModel => AssertUsers(SmallRatings.Keys(Context).Append(transformer), transformer.Model);

    /// <summary>Compares users with ratings of training, with ratings of cold items too, and without ratings.</summary>
    private static void AssertUsers(ITransformer pipeline, IRatingModel model)
    {
        var users = TestModels.SmallMatrix.Transpose();
        var rows = Enumerable.Range(0, SmallRatings.UserCount).Select(user => RowOf(users, user, user % 2 == 0 ? float.NaN : 0)).ToList();
        rows.Add(new float[SmallRatings.ItemCount]);
        rows.Add([.. Enumerable.Repeat(float.NaN, SmallRatings.ItemCount)]);
        rows.Add([.. Enumerable.Repeat(float.PositiveInfinity, SmallRatings.ItemCount)]);
        rows.Add([.. Enumerable.Repeat(4f, SmallRatings.ItemCount)]);
        AssertScores(pipeline, [.. rows], row => ScoresOfUser(model, Given(row)));
    }

    private static void AssertScores(ITransformer pipeline, float[][] rows, Func<float[], IEnumerable<float>> expected)
    {
        var (reconstruction, emptyInput) = Context.Model.CreateReconstruction(pipeline);
        float[] scores = [.. rows.SelectMany(expected)];
        Assert.IsGreaterThan(100, scores.Distinct().Count());
        using var file = OnnxFile.Export(reconstruction, emptyInput);
        OnnxFile.AssertEqual(scores, file.Score(OnnxFile.Matrix("Ratings", rows[0].Length, [.. rows.SelectMany(row => row)])));
    }

    private static IEnumerable<float> ScoresOfUser(IRatingModel model, IEnumerable<(int Index, float Rating)> ratings) =>
        Enumerable.Range(0, model.ItemCount).Select(
            model.FoldInUser(ratings.Select(given => new ItemRating(given.Index, given.Rating))).Score);

    private static IEnumerable<(int Index, float Rating)> Given(float[] row, bool zeroIsRating = false) =>
        row.Select((rating, index) => (index, rating)).Where(given => float.IsFinite(given.rating) && (zeroIsRating || given.rating != 0));

    private static float[] RowOf(RatingMatrix ratings, int row, float none)
    {
        var values = new float[ratings.ColumnCount];
        Array.Fill(values, none);
        for (var i = 0; i < ratings.CountOf(row); i++)
            values[ratings.ColumnsOf(row)[i]] = ratings.ValuesOf(row)[i];
        return values;
    }
}
