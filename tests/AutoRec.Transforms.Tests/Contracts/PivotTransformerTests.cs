using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>Keyed ratings → one vector for each row: the contract of all transformers.</summary>
[TestClass]
public sealed class PivotTransformerTests : TransformerContract
{
    protected override string OutputColumn => "Ratings";

    protected override string LoaderSignature => RatingPivotTransformer.LoaderSignature;

    protected override ITransformer CreateTransformer() => CreateEstimator().Fit(CreateInput());

    protected override IDataView CreateInput() => SmallRatings.LoadKeyed(MLContext, SmallRatings.Train);

    protected override ITransformer CreateChain() => SmallRatings.Keys(MLContext).Append(CreateTransformer());

    protected override SchemaShape Promise(SchemaShape input) => CreateEstimator().GetOutputSchema(input);

    protected override IEnumerable<BadInput> CreateBadInputs() =>
        RatingColumns.BadInputs(MLContext).Append(RatingColumns.KeyedByFewItems(MLContext));

    [TestMethod]
    public void Transform_KeysWithoutValues_KeepsWhatTheEstimatorPromised()
    {
        var input = KeyedRatings.Load<uint>(MLContext, [(1, 1, 4), (2, 3, 5)], rowCount: 2, columnCount: 3);
        var pivot = MLContext.Transforms.PivotRatings("Ratings", "user", "item");
        Shapes.AssertKept(pivot.GetOutputSchema(Shapes.Of(input.Schema)), Shapes.Of(pivot.Fit(input).Transform(input).Schema));
    }

    public static IEnumerable<BadInput> BadInputs => RatingColumns.BadInputs(new MLContext());

    /// <summary>Without the wrong numbers of keys, which a shape does not have.</summary>
    public static IEnumerable<BadInput> BadColumns => RatingColumns.BadColumns(new MLContext());

    [TestMethod]
    [DynamicData(nameof(BadInputs))]
    public void Fit_InputOfTheWrongShape_SaysWhatWasFoundAndExpected(BadInput bad) =>
        bad.AssertRefused(input => CreateEstimator().Fit(input));

    [TestMethod]
    [DynamicData(nameof(BadColumns))]
    public void GetOutputSchema_InputOfTheWrongShape_SaysWhatWasFoundAndExpected(BadInput bad) =>
        bad.AssertRefused(input => CreateEstimator().GetOutputSchema(Shapes.Of(input.Schema)));

    private RatingPivotEstimator CreateEstimator() => MLContext.Transforms.PivotRatings("Ratings", "user", "item");
}
