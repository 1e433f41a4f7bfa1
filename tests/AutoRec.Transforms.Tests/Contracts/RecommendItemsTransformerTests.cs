using AutoRec.Recommending;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>The ratings of a person, in the order of the items.</summary>
public sealed class RatedItems
{
    public int[] Items { get; set; } = [];

    public float[] Ratings { get; set; } = [];
}

public sealed class ListedItems
{
    public int[] RecommendedItems { get; set; } = [];

    public float[] RecommendedScores { get; set; } = [];
}

/// <summary>Vectors of rated items and ratings → vectors of recommended items and scores.</summary>
[TestClass]
public class RecommendItemsTransformerTests : TransformerContract
{
    private const int Count = 4;

    private protected virtual RecommendationModel Model => TrainedModels.ItemBased;

    protected override string OutputColumn => "RecommendedItems";

    protected override string LoaderSignature => RecommendItemsTransformer.LoaderSignature;

    protected override ITransformer CreateTransformer() => CreateEstimator().Fit(CreateInput());

    protected override IDataView CreateInput() => MLContext.Data.Cache(MLContext.Data.LoadFromEnumerable(Examples));

    // A person for each rating.
    protected override ITransformer CreateChain()
    {
        var vectors = MLContext.Transforms.Concatenate("Items", nameof(SmallRating.ItemId))
            .Append(MLContext.Transforms.Concatenate("Ratings", nameof(SmallRating.Label)));
        return vectors.Append(CreateEstimator()).Fit(RawRatings);
    }

    protected override SchemaShape Promise(SchemaShape input) => CreateEstimator().GetOutputSchema(input);

    protected override IEnumerable<BadInput> CreateBadInputs()
    {
        var input = CreateInput();
        yield return new(Apply(input, MLContext.Transforms.DropColumns("Items")), "no items column 'Items'", "'Ratings'");
        yield return new(Apply(input, MLContext.Transforms.DropColumns("Ratings")), "no ratings column 'Ratings'", "'Items'");
        yield return new(
            Apply(input, MLContext.Transforms.Conversion.ConvertType("Items", outputKind: DataKind.Int64)),
            "items column 'Items'", "Int64", "expected a vector of Int32");
        yield return new(
            Apply(input, MLContext.Transforms.Conversion.ConvertType("Ratings", outputKind: DataKind.Double)),
            "ratings column 'Ratings'", "Double", "expected a vector of Single");
        yield return new(
            Apply(RawRatings, MLContext.Transforms.CopyColumns("Items", "ItemId")), "items column 'Items'", "Int32", "Concatenate");
    }

    [TestMethod]
    public void Fit_InputOfTheWrongShape_SaysWhatWasFoundAndExpected()
    {
        foreach (var bad in CreateBadInputs())
        {
            bad.AssertRefused(input => CreateEstimator().Fit(input));
            bad.AssertRefused(input => CreateEstimator().GetOutputSchema(Shapes.Of(input.Schema)));
        }
    }

    [TestMethod]
    public void Transform_EveryRow_GivesTheListOfTheRecommender()
    {
        var recommender = TrainedModels.Recommender(MLContext, Model);
        var lists = MLContext.Data.CreateEnumerable<ListedItems>(CreateOutput(), reuseRowObject: false);
        var distinct = new HashSet<string>();
        foreach (var (person, list) in Examples.Zip(lists))
        {
            var known = person.Items.Zip(person.Ratings).Where(rating => recommender.Items.Contains(rating.First));
            var expected = recommender.Recommend(known, count: Count);
            Assert.AreSequenceEqual(expected.Select(item => item.Item).ToArray(), list.RecommendedItems);
            Assert.AreSequenceEqual(expected.Select(item => item.Score).ToArray(), list.RecommendedScores);
            distinct.Add(string.Join(' ', list.RecommendedItems));
        }

        Assert.IsGreaterThan(SmallRatings.UserCount / 2, distinct.Count);
    }

    [TestMethod]
    public void PredictionEngine_EveryExample_GivesTheListOfTheBatch()
    {
        var model = SavedModels.Load(SavedModels.Save(MLContext, CreateTransformer(), CreateInput().Schema), out _);
        using var engine = MLContext.Model.CreatePredictionEngine<RatedItems, ListedItems>(model);
        var batch = MLContext.Data.CreateEnumerable<ListedItems>(CreateOutput(), reuseRowObject: false);
        foreach (var (person, expected) in Examples.Zip(batch))
        {
            var list = engine.Predict(person);
            Assert.AreSequenceEqual(expected.RecommendedItems, list.RecommendedItems);
            Assert.AreSequenceEqual(expected.RecommendedScores, list.RecommendedScores);
        }
    }

    [TestMethod]
    public void Transform_BetweenOtherTransformers_Composes()
    {
        var pipeline = MLContext.Transforms.CopyColumns("Seen", "Items")
            .Append(MLContext.Transforms.RecommendItems(
                TrainedModels.Pipeline(MLContext, Model), RawRatings.Schema, "Next", "How", "Seen", "Ratings", Count))
            .Append(MLContext.Transforms.CopyColumns("First", "Next"))
            .Append(MLContext.Transforms.DropColumns("Ratings", "Next"));
        var output = pipeline.Fit(CreateInput()).Transform(CreateInput());
        Assert.AreSequenceEqual(["Items", "Seen", "How", "First"], [.. output.Schema.Select(column => column.Name)]);
        Assert.AreSequenceEqual(DataViewRows.Cells(CreateOutput(), OutputColumn), DataViewRows.Cells(output, "First"));
        Assert.AreSequenceEqual(DataViewRows.Cells(CreateOutput(), "RecommendedScores"), DataViewRows.Cells(output, "How"));
    }

    [TestMethod]
    public void Save_Model_LeavesOutTheRatingsOfTraining()
    {
        var kept = SavedModels.Save(MLContext, TrainedModels.Pipeline(MLContext, Model), RawRatings.Schema);
        var entry = SavedModels.ReadEntry(
            kept,
            Model.Ratings switch
            {
                AutoRecModelParameters => Saving.PredictionFormat.SingleLoader,
                AutoRecBlendModelParameters => Saving.PredictionFormat.BlendLoader,
                _ => Saving.PredictionFormat.OneClassLoader,
            });
        var saved = SavedModels.ReadEntry(SavedModels.Save(MLContext, CreateTransformer(), null), LoaderSignature);
        Assert.IsLessThan(entry.Length, saved.Length);
    }

    private static IEnumerable<RatedItems> Examples =>
    [
        .. SmallRatings.All.GroupBy(rating => rating.UserId).Select(person => new RatedItems
        {
            Items = [.. person.Select(rating => rating.ItemId)],
            Ratings = [.. person.Select(rating => rating.Label)],
        }),
        new() { Items = [-1, SmallRatings.ItemId(3)], Ratings = [5, 4] },
        new() { Items = [-1], Ratings = [5] },
        new(),
        new()
        {
            Items = [.. Enumerable.Range(1, SmallRatings.ItemCount - 1).Select(SmallRatings.ItemId)],
            Ratings = [.. Enumerable.Repeat(3f, SmallRatings.ItemCount - 1)],
        },
    ];

    private RecommendItemsEstimator CreateEstimator() =>
        MLContext.Transforms.RecommendItems(TrainedModels.Pipeline(MLContext, Model), RawRatings.Schema, count: Count);

    private static IDataView Apply(IDataView input, IEstimator<ITransformer> estimator) => estimator.Fit(input).Transform(input);
}

/// <summary>Recommended items of a user-based model.</summary>
[TestClass]
public sealed class UserBasedRecommendItemsTransformerTests : RecommendItemsTransformerTests
{
    private protected override RecommendationModel Model => TrainedModels.UserBased;
}

/// <summary>Recommended items of a blend.</summary>
[TestClass]
public sealed class BlendRecommendItemsTransformerTests : RecommendItemsTransformerTests
{
    private protected override RecommendationModel Model => TrainedModels.Blend;
}

/// <summary>Recommended items of a one-class model.</summary>
[TestClass]
public sealed class OneClassRecommendItemsTransformerTests : RecommendItemsTransformerTests
{
    private protected override RecommendationModel Model => TrainedModels.OneClass;
}
