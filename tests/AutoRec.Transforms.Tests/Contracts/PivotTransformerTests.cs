using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>Keyed ratings → one vector a row: the part that it has in common with the other transformers.</summary>
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

    [TestMethod]
    public void Fit_InputOfTheWrongShape_SaysWhatWasFoundAndExpected()
    {
        foreach (var bad in RatingColumns.BadInputs(MLContext))
            bad.AssertRefused(input => CreateEstimator().Fit(input));
    }

    [TestMethod]
    public void GetOutputSchema_InputOfTheWrongShape_SaysWhatWasFoundAndExpected()
    {
        // The counts of keys are not in a shape.
        foreach (var bad in RatingColumns.BadColumns(MLContext))
            bad.AssertRefused(input => CreateEstimator().GetOutputSchema(Shapes.Of(input.Schema)));
    }

    private RatingPivotEstimator CreateEstimator() => MLContext.Transforms.PivotRatings("Ratings", "user", "item");
}
