using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

[TestClass]
public sealed class CreateRecommenderTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    public static IEnumerable<AutoRecVariant> Variants => Enum.GetValues<AutoRecVariant>();

    private IDataView Train => SmallRatings.Load(_mlContext, SmallRatings.Train);

    private TransformerChain<ITransformer> Pipeline(ITransformer? model = null) =>
        SmallRatings.Keys(_mlContext).Append(model ?? TestModels.Recommending(TestModels.Default));

    [TestMethod]
    public void CreateFromRatings_RatingFarOutsideTheScale_IsRefused()
    {
        SmallRating[] wrong =
            [.. SmallRatings.Train.Take(3), new() { UserId = SmallRatings.UserId(1), ItemId = SmallRatings.ItemId(1), Label = 1000 }];
        AssertError<InvalidOperationException>(
            () => _mlContext.Model.CreateRecommenderFromRatings<string, int>(Pipeline(), SmallRatings.Load(_mlContext, wrong)),
            "1000", "a row in 'Label'");
    }

    [TestMethod]
    public void CreateFromRatings_OneClassModelWithoutAnyChoice_IsRefused()
    {
        var nothing = SmallRatings.Train.Select(rating => new SmallRating { UserId = rating.UserId, ItemId = rating.ItemId, Label = 0 });
        AssertError<InvalidOperationException>(
            () => _mlContext.Model.CreateRecommenderFromRatings<string, int>(
                Pipeline(TestModels.OneClass()), SmallRatings.Load(_mlContext, [.. nothing])),
            "nobody chose anything");
    }

    [TestMethod]
    public void Ids_OfTheirOwnTypes_AreThoseOfTheKeys()
    {
        var recommender = _mlContext.Model.CreateRecommender<string, int>(Pipeline(), Train.Schema);
        Assert.AreSequenceEqual(SmallRatings.All.Select(rating => rating.UserId).Distinct(), recommender.Users);
        Assert.AreSequenceEqual(SmallRatings.All.Select(rating => rating.ItemId).Distinct(), recommender.Items);
        foreach (var user in recommender.Users)
        {
            Assert.AreSequenceEqual(
                SmallRatings.Train.Where(rating => rating.UserId == user).Select(rating => (rating.ItemId, rating.Label)).Order(),
                recommender.RatingsOf(user).Order());
        }
    }

    [TestMethod]
    public void Ids_OfOtherTypes_GiveTheSameResults()
    {
        var pipeline = Pipeline();
        var expected = Results<int>();
        Assert.AreSequenceEqual(expected, Results<long>());
        Assert.AreSequenceEqual(expected, Results<string>());
        Assert.AreSequenceEqual(expected, Results<double>());

        string[] Results<TItem>()
            where TItem : notnull =>
            RecommenderResults.Of(_mlContext.Model.CreateRecommender<string, TItem>(pipeline, Train.Schema));
    }

    [TestMethod]
    public void Ids_LongAndTextOfNumbers_ConvertWithoutLoss()
    {
        const long far = 1L << 40;
        var view = _mlContext.Data.LoadFromEnumerable(
            SmallRatings.Train.Select(rating => new LongRating { UserId = rating.UserId, ItemId = far + rating.ItemId }));
        var keys = _mlContext.Transforms.Conversion.MapValueToKey("user", "UserId")
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("item", "ItemId")).Fit(view);
        var items = SmallRatings.Train.Select(rating => rating.ItemId).Distinct().Count();
        var users = SmallRatings.Train.Select(rating => rating.UserId).Distinct().Count();
        var ratings = RandomRatings.Create(items, users);
        var recommendation = TestRecommendation.Create(ratings, TestModels.Default);
        var pipeline = keys.Append(new AutoRecPredictionTransformer<AutoRecModelParameters>(
            new("user", "item", (AutoRecModelParameters)recommendation.Ratings, recommendation)));

        Assert.IsTrue(_mlContext.Model.CreateRecommender<string, long>(pipeline, view.Schema).Items.All(item => item > far));
        Assert.IsTrue(_mlContext.Model.CreateRecommender<string, string>(pipeline, view.Schema).Items.All(
            item => long.Parse(item, System.Globalization.CultureInfo.InvariantCulture) > far));
        AssertError<ArgumentException>(
            () => _mlContext.Model.CreateRecommender<string, int>(pipeline, view.Schema), "item ids in 'item'", "Int64", "no Int32");
    }

    [TestMethod]
    public void Ids_ThatDoNotConvert_SayWhatTheyAre()
    {
        var pipeline = Pipeline();
        AssertError<ArgumentException>(
            () => _mlContext.Model.CreateRecommender<int, int>(pipeline, Train.Schema),
            "user ids in 'user'", "String", "'user-", "no Int32", "Use string");
        AssertError<ArgumentException>(
            () => _mlContext.Model.CreateRecommender<string, sbyte>(pipeline, Train.Schema), "item ids in 'item'", "Int32", "no SByte");
        AssertError<ArgumentException>(
            () => _mlContext.Model.CreateRecommender<string, Guid>(pipeline, Train.Schema), "item ids in 'item'", "no Guid");
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Predict_KnownUser_EqualsTheScoreColumnBitForBit(AutoRecVariant variant)
    {
        ITransformer[] models =
        [
            TestModels.Recommending(TestModels.Default with { Variant = variant }),
            TestModels.Recommending(TestModels.Default with { Variant = variant, Clip = false, Deviation = 0.7, Widths = [5, 3, 5] }),
            TestModels.RecommendingBlend(TestModels.Default with { Variant = variant }),
        ];
        foreach (var model in models)
        {
            var pipeline = Pipeline(model);
            var recommender = _mlContext.Model.CreateRecommender<string, int>(pipeline, Train.Schema);
            var scores = pipeline.Transform(SmallRatings.Load(_mlContext, SmallRatings.All)).GetColumn<float>("Score");
            Assert.AreSequenceEqual(
                scores, SmallRatings.All.Select(rating => recommender.Predict(rating.UserId, rating.ItemId).Rating));
        }
    }

    [TestMethod]
    public void CreateRecommender_ChainsInChains_FindsTheAutoRec()
    {
        var inner = new TransformerChain<ITransformer>(TestModels.Recommending(TestModels.Default));
        var pipeline = new TransformerChain<ITransformer>(SmallRatings.Keys(_mlContext), inner);
        Assert.AreSequenceEqual(
            RecommenderResults.Of(_mlContext.Model.CreateRecommender<string, int>(Pipeline(), Train.Schema)),
            RecommenderResults.Of(_mlContext.Model.CreateRecommender<string, int>(pipeline, Train.Schema)));
    }

    [TestMethod]
    public void CreateRecommender_KeysMappedOutsideThePipeline_TakesTheSchemaOfTheMappedRatings()
    {
        var mapped = SmallRatings.LoadKeyed(_mlContext, SmallRatings.Train);
        var model = TestModels.Recommending(TestModels.Default);
        var expected = RecommenderResults.Of(_mlContext.Model.CreateRecommender<string, int>(Pipeline(), Train.Schema));
        Assert.AreSequenceEqual(expected, RecommenderResults.Of(_mlContext.Model.CreateRecommender<string, int>(model, mapped.Schema)));
    }

    [TestMethod]
    public void CreateRecommender_NoAutoRecOrTwo_SaysHowMany()
    {
        AssertError<ArgumentException>(
            () => _mlContext.Model.CreateRecommender<string, int>(SmallRatings.Keys(_mlContext), Train.Schema),
            "has 0 transformers that recommend", "expected one", "one AutoRec");
        var two = Pipeline().Append(TestModels.RecommendingBlend(TestModels.Default));
        AssertError<ArgumentException>(
            () => _mlContext.Model.CreateRecommender<string, int>(two, Train.Schema), "has 2 transformers that recommend", "expected one");
        AssertError<ArgumentException>(() => _mlContext.Model.CreateRecommenderFromRatings<string, int>(two, Train), "has 2 transformers");
    }

    [TestMethod]
    public void CreateRecommender_KeysWithoutValues_SaysWhereToMapThem()
    {
        var keyed = KeyedRatings.Load<uint>(_mlContext, [(1, 1, 3)], SmallRatings.ItemCount, SmallRatings.UserCount);
        var model = TestModels.Recommending(TestModels.Default);
        AssertError<ArgumentException>(
            () => _mlContext.Model.CreateRecommender<string, int>(model, keyed.Schema),
            "user column 'user' has no key values", "MapValueToKey", "into the pipeline");
        AssertError<ArgumentException>(
            () => _mlContext.Model.CreateRecommenderFromRatings<string, int>(model, keyed), "user column 'user' has no key values");
    }

    [TestMethod]
    public void CreateRecommender_SchemaWithoutTheColumns_NamesTheColumn() => AssertError<ArgumentException>(
        () => _mlContext.Model.CreateRecommender<string, int>(TestModels.Recommending(TestModels.Default), Train.Schema),
        "no matrix row index column 'item'", "'ItemId'");

    [TestMethod]
    public void CreateRecommender_ModelWithoutItsRatings_SaysHowToGiveThem()
    {
        var pipeline = Pipeline(TestModels.Recommending(TestModels.Default, keepRatings: false));
        AssertError<InvalidOperationException>(
            () => _mlContext.Model.CreateRecommender<string, int>(pipeline, Train.Schema),
            "does not keep the users' ratings", "KeepRatings = false", "Pass the ratings to CreateRecommender");
    }

    [TestMethod]
    public void CreateRecommender_GivenRatings_ReplaceThoseOfTheTraining()
    {
        SmallRating[] present =
        [
            .. SmallRatings.HeldOut,
            new() { UserId = "nobody", ItemId = SmallRatings.ItemId(1), Label = 5 },
            new() { UserId = SmallRatings.UserId(1), ItemId = -1, Label = 5 },
        ];
        foreach (var keepRatings in new[] { true, false })
        {
            var pipeline = Pipeline(TestModels.Recommending(TestModels.Default, keepRatings));
            var recommender = _mlContext.Model.CreateRecommenderFromRatings<string, int>(pipeline, SmallRatings.Load(_mlContext, present));
            foreach (var user in recommender.Users)
            {
                var ratings = SmallRatings.HeldOut.Where(rating => rating.UserId == user).Select(r => (r.ItemId, r.Label)).ToArray();
                Assert.AreSequenceEqual(ratings.Order(), recommender.RatingsOf(user).Order());
                Assert.AreSequenceEqual(recommender.Recommend(ratings), recommender.Recommend(user));
            }
        }
    }

    [TestMethod]
    public void CreateRecommender_GivenRatingsInAnotherColumn_AreRead()
    {
        var renamed = _mlContext.Transforms.CopyColumns("Stars", "Label").Append(_mlContext.Transforms.DropColumns("Label"))
            .Fit(Train).Transform(Train);
        Assert.AreSequenceEqual(RecommenderResults.Of(Create(Train, "Label")), RecommenderResults.Of(Create(renamed, "Stars")));
        AssertError<ArgumentException>(() => Create(renamed, "Label"), "label column 'Label'");

        Recommender<string, int> Create(IDataView ratings, string label) =>
            _mlContext.Model.CreateRecommenderFromRatings<string, int>(Pipeline(), ratings, label);
    }

    [TestMethod]
    public void CreateRecommender_NoUsableRating_SaysWhatIsMissing()
    {
        var strangers = SmallRatings.Load(_mlContext, [new() { UserId = "nobody", ItemId = -1, Label = 5 }]);
        AssertError<InvalidOperationException>(
            () => _mlContext.Model.CreateRecommenderFromRatings<string, int>(Pipeline(), strangers),
            "There is no rating",
            "1 rows have a missing");
    }

    [TestMethod]
    public void CreateRecommender_NoArgument_NamesIt()
    {
        var (catalog, model) = (_mlContext.Model, Pipeline());
        Assert.AreEqual("model", Error(() => catalog.CreateRecommender<string, int>(null!, Train.Schema)));
        Assert.AreEqual("inputSchema", Error(() => catalog.CreateRecommender<string, int>(model, (DataViewSchema)null!)));
        Assert.AreEqual("ratings", Error(() => catalog.CreateRecommenderFromRatings<string, int>(model, (IDataView)null!)));
        Assert.AreEqual("catalog", Error(() => RecommenderCatalog.CreateRecommenderFromRatings<string, int>(null!, model, Train)));

        static string? Error(Action create) => Assert.ThrowsExactly<ArgumentNullException>(create).ParamName;
    }

    private static void AssertError<T>(Action create, params string[] says)
        where T : Exception
    {
        var error = Assert.Throws<T>(create);
        foreach (var part in says)
            Assert.Contains(part, error.Message);
    }

    private sealed class LongRating
    {
        public string UserId { get; set; } = "";

        public long ItemId { get; set; }
    }
}
