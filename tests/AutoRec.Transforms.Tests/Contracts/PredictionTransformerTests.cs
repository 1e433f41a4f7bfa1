using AutoRec.DataViews;
using AutoRec.Saving;
using AutoRec.Scoring;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

public sealed class RatingScore
{
    public float Score { get; set; }
}

/// <summary>Keys → score, item-based.</summary>
[TestClass]
public class PredictionTransformerTests : RowMapperContract<SmallRating, RatingScore>
{
    protected virtual AutoRecVariant Variant => AutoRecVariant.ItemBased;

    protected override string LoaderSignature => PredictionFormat.SingleLoader;

    protected override string ScoreKind => "Regression";

    // Known and cold users and items, and some unknown to the key mapping.
    protected override SmallRating[] Examples =>
    [
        .. SmallRatings.All,
        new() { UserId = "nobody", ItemId = SmallRatings.ItemId(3) },
        new() { UserId = SmallRatings.UserId(3), ItemId = -1 },
        new() { UserId = "nobody", ItemId = -1 },
    ];

    protected override string CellOf(RatingScore prediction) => DataViewRows.Bits(prediction.Score);

    protected override ITransformer CreateTransformer() => TestModels.Prediction(new() { Variant = Variant });

    protected override IDataView CreateInput() => MLContext.Data.Cache(SmallRatings.LoadKeyed(MLContext, Examples));

    protected override ITransformer CreateChain() => SmallRatings.Keys(MLContext).Append(CreateTransformer());

    protected override ITransformer CreateEngineModel() => CreateChain();

    protected override SchemaShape Promise(SchemaShape input) => ScoreColumn.Append(input, ScoreColumn.Scalar());

    protected override IEnumerable<BadInput> CreateBadInputs()
    {
        var input = CreateInput();
        yield return new(
            Apply(input, MLContext.Transforms.DropColumns("user")), "matrix column index column 'user'", "no", "'UserId'", "'item'");
        yield return new(
            Apply(input, MLContext.Transforms.CopyColumns("item", "ItemId")),
            "matrix row index column 'item'",
            "Int32",
            "expected a key",
            "MapValueToKey");
        yield return RatingColumns.KeyedByFewItems(MLContext);
    }

    private static IDataView Apply(IDataView input, IEstimator<ITransformer> estimator) => estimator.Fit(input).Transform(input);
}

/// <summary>Keys → score of a blend.</summary>
[TestClass]
public sealed class BlendTransformerTests : PredictionTransformerTests
{
    protected override string LoaderSignature => PredictionFormat.BlendLoader;

    protected override ITransformer CreateTransformer() => TestModels.Blend(TestModels.Default);
}

/// <summary>Keys → score of a one-class model.</summary>
[TestClass]
public sealed class OneClassTransformerTests : PredictionTransformerTests
{
    protected override string LoaderSignature => PredictionFormat.OneClassLoader;

    protected override ITransformer CreateTransformer() => TestModels.OneClass();
}

/// <summary>Keys → score, user-based.</summary>
[TestClass]
public sealed class UserBasedPredictionTransformerTests : PredictionTransformerTests
{
    protected override AutoRecVariant Variant => AutoRecVariant.UserBased;
}
