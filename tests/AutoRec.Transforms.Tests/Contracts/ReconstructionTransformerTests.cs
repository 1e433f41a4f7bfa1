using AutoRec.DataViews;
using AutoRec.Pivot;
using AutoRec.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

public sealed class KnownRatings
{
    [VectorType(SmallRatings.UserCount)]
    public float[] Ratings { get; set; } = [];
}

public sealed class AllRatings
{
    public float[] Score { get; set; } = [];
}

/// <summary>Vector of known ratings → vector of all ratings.</summary>
[TestClass]
public sealed class ReconstructionTransformerTests : RowMapperContract<KnownRatings, AllRatings>
{
    protected override string LoaderSignature => AutoRecReconstructionTransformer.LoaderSignature;

    protected override string ScoreKind => "MultiOutputRegression";

    protected override KnownRatings[] Examples =>
    [
        .. Enumerable.Range(0, SmallRatings.ItemCount).Select(item => new KnownRatings { Ratings = Dense(item) }),
        new() { Ratings = new float[SmallRatings.UserCount] },
    ];

    protected override string CellOf(AllRatings prediction) => string.Join(' ', prediction.Score.Select(DataViewRows.Bits));

    protected override ITransformer CreateTransformer() => TestModels.Reconstruction(TestModels.Default);

    protected override IDataView CreateInput()
    {
        var ratings = SmallRatings.LoadKeyed(MLContext, SmallRatings.Train);
        return CreatePivot().Fit(ratings).Transform(ratings);
    }

    protected override ITransformer CreateChain()
    {
        var keys = SmallRatings.Keys(MLContext);
        return keys.Append(CreatePivot().Fit(keys.Transform(RawRatings))).Append(CreateTransformer());
    }

    protected override ITransformer CreateEngineModel() => CreateTransformer();

    protected override SchemaShape Promise(SchemaShape input) =>
        ScoreColumn.Append(input, ScoreColumn.Vector(RatingVectorAnnotations.ShapeOfCopy(Columns.FindVector(input, "Ratings", "ratings"))));

    protected override IEnumerable<BadInput> CreateBadInputs()
    {
        yield return new(RawRatings, "no ratings column 'Ratings'", "'UserId'", "'Label'");
        yield return new(
            MLContext.Transforms.CopyColumns("Ratings", "Label").Fit(RawRatings).Transform(RawRatings),
            "ratings column 'Ratings'", "Single", "expected a vector of Single of known length");
        yield return new(
            MLContext.Data.LoadFromEnumerable(new[] { new ShortRatings() }),
            "ratings column 'Ratings'", "has 3 slots", "with 40");
        yield return new(
            MLContext.Data.LoadFromEnumerable(new[] { new UnsizedRatings() }),
            "ratings column 'Ratings'", "expected a vector of Single of known length");
    }

    [TestMethod]
    public void Transform_VectorWithOtherAnnotations_KeepsWhatTheEstimatorPromised()
    {
        var input = MLContext.Transforms.NormalizeMinMax("Ratings").Fit(CreateInput()).Transform(CreateInput());
        Assert.Contains("IsNormalized", input.Schema["Ratings"].Annotations.Schema.Select(a => a.Name).ToArray());
        Shapes.AssertKept(Promise(Shapes.Of(input.Schema)), Shapes.Of(CreateTransformer().Transform(input).Schema));
    }

    private RatingPivotEstimator CreatePivot() => MLContext.Transforms.PivotRatings("Ratings", "user", "item");

    private static float[] Dense(int item)
    {
        var ratings = new float[SmallRatings.UserCount];
        var columns = TestModels.SmallMatrix.ColumnsOf(item);
        for (var i = 0; i < columns.Length; i++)
            ratings[columns[i]] = TestModels.SmallMatrix.ValuesOf(item)[i];
        return ratings;
    }

    private sealed class ShortRatings
    {
        [VectorType(3)]
        public float[] Ratings { get; set; } = [1, 2, 3];
    }

    private sealed class UnsizedRatings
    {
        public float[] Ratings { get; set; } = [1, 2, 3];
    }
}
