using AutoRec.FoldIn;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace AutoRec.Tests;

/// <summary>
/// Trainings with features. Two kinds of users like two kinds of movies, which their features tell. Movies 30 to 39 and users 50 to 59 have
/// no training ratings.
/// </summary>
[TestClass]
public sealed class FeatureTests
{
    private const int Users = 60, Items = 40, KnownUsers = 50, KnownItems = 30;

    private readonly MLContext _mlContext = new(seed: 1);

    public static IEnumerable<object[]> Variants =>
        [[AutoRecVariant.ItemBased], [AutoRecVariant.UserBased]];

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Score_ItemWithoutRatings_FollowsItsFeatures(AutoRecVariant variant) =>
        AssertFollowsTaste(Options(variant), isCold: rating => rating is { UserId: < KnownUsers, ItemId: >= KnownItems });

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Score_UserWithoutRatings_FollowsTheFeatures(AutoRecVariant variant) =>
        AssertFollowsTaste(Options(variant), isCold: rating => rating is { UserId: >= KnownUsers, ItemId: < KnownItems });

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Score_NeitherHasRatings_FollowsBothFeatures(AutoRecVariant variant) =>
        AssertFollowsTaste(Options(variant), isCold: rating => rating is { UserId: >= KnownUsers, ItemId: >= KnownItems });

    [TestMethod]
    public void Score_TrainedByTorch_FollowsTheFeatures()
    {
        var options = Options(AutoRecVariant.ItemBased);
        options.Engine = TrainingEngine.Torch;
        AssertFollowsTaste(options, isCold: rating => rating is { UserId: < KnownUsers, ItemId: >= KnownItems });
    }

    [TestMethod]
    public void Score_Blend_FollowsTheFeatures() => AssertFollowsTaste(
        Keys().Append(Blend()), isCold: rating => rating.UserId >= KnownUsers || rating.ItemId >= KnownItems);

    [TestMethod]
    public void Load_SavedBlend_GivesTheSameScores() =>
        AssertLoadsTheSame(Keys().Append(Blend()).Fit(_mlContext.Data.LoadFromEnumerable(Training())));

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Fit_AnyNumberOfThreads_GivesTheSameScores(AutoRecVariant variant)
    {
        float[] Scores(int threads)
        {
            var options = Options(variant);
            (options.HiddenLayers, options.Epochs, options.NumberOfThreads) = ([256], 3, threads);
            return TrainingData.Scores(Fit(options).Transform(_mlContext.Data.LoadFromEnumerable(All())));
        }

        Assert.AreSequenceEqual(Scores(1), Scores(4));
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Score_DataWithoutTheColumns_FollowsTheColdStartRule(AutoRecVariant variant)
    {
        var model = Fit(Options(variant));
        var cold = All().Where(rating => rating is { UserId: < KnownUsers, ItemId: >= KnownItems }).ToArray();
        var plain = cold.Select(rating => new Pair { UserId = rating.UserId, ItemId = rating.ItemId });
        var scores = TrainingData.Scores(model.Transform(_mlContext.Data.LoadFromEnumerable(plain)));
        foreach (var group in cold.Zip(scores).GroupBy(pair => pair.First.UserId))
            Assert.HasCount(1, group.Select(pair => pair.Second).Distinct());
    }

    public static IEnumerable<string> Kinds => ["item-based", "user-based", "blend"];

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Score_EmptyFeatures_FollowsTheColdStartRule(string kind)
    {
        var model = Pipeline(kind).Fit(_mlContext.Data.LoadFromEnumerable(Training()));
        var cold = All().Where(rating => rating.UserId >= KnownUsers || rating.ItemId >= KnownItems).ToArray();
        var plain = cold.Select(rating => new Pair { UserId = rating.UserId, ItemId = rating.ItemId }).ToArray();
        foreach (var rating in cold)
            (rating.ItemFeatures, rating.UserFeatures) = ([], null!);
        Assert.AreSequenceEqual(
            TrainingData.Scores(model.Transform(_mlContext.Data.LoadFromEnumerable(plain))),
            TrainingData.Scores(model.Transform(_mlContext.Data.LoadFromEnumerable(cold))));
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Score_NewItemWithFeaturesAndUnknownUser_FollowsTheItem(string kind)
    {
        // Odd items are better.
        var ratings = Training();
        foreach (var rating in ratings)
            rating.Label = 2 + (rating.ItemId % 2 * 2) + (rating.UserId % 3 * 0.1f);
        var model = Pipeline(kind).Fit(_mlContext.Data.LoadFromEnumerable(ratings));
        var cold = All().Where(rating => rating is { UserId: >= KnownUsers, ItemId: >= KnownItems }).ToArray();
        foreach (var rating in cold)
            rating.UserFeatures = [];
        var scores = TrainingData.Scores(model.Transform(_mlContext.Data.LoadFromEnumerable(cold)));
        var (good, bad) = (Mean(odd: true), Mean(odd: false));
        Assert.IsGreaterThan(bad + 0.5, good);

        double Mean(bool odd) => cold.Zip(scores).Where(pair => pair.First.ItemId % 2 == 1 == odd).Average(pair => pair.Second);
    }

    [TestMethod]
    public void Score_FirstMemberOfABlendWithoutBiases_FollowsTheItemAlike()
    {
        var raw = Options(AutoRecVariant.ItemBased);
        raw.Baseline = BaselineKind.None;
        var members = new[] { raw, Options(AutoRecVariant.ItemBased) }.Select(options => Fit(options).LastTransformer.Model).ToArray();
        var blend = new AutoRecBlendModelParameters(members, [0.5f, 0.5f]);
        var features = new FeatureVector([0, 1], [1, 1993]);
        var expected = FeatureScore.Of(members[1], item: -1, user: -1, features, userFeatures: null);
        Assert.AreNotEqual(expected, blend.GlobalMean);
        Assert.AreEqual(expected, FeatureScore.Of(blend, item: -1, user: -1, features, userFeatures: null));
        Assert.AreEqual(expected, blend.FoldInItem([], [1, 1993]).Score(user: -1));
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Fit_ItemWithoutFeatures_HasThoseOfTheMeanItem(AutoRecVariant variant)
    {
        var ratings = Training();
        foreach (var rating in ratings.Where(rating => rating.ItemId == 4))
            rating.ItemFeatures = [];
        var side = Fit(Options(variant), ratings).LastTransformer.Model.Features!;
        var items = variant == AutoRecVariant.ItemBased ? side.Rows! : side.Columns!;

        // The zeros of a missing vector would move the mean year by 66.
        Assert.AreEqual(Years(ratings).Average(), items.Scaling.Means[1], 1e-3);
        Assert.AreSame(items.Mean, items.Scale(FeatureVector.Unknown));

        static IEnumerable<float> Years(Rating[] ratings) =>
            ratings.Where(rating => rating.ItemId != 4).DistinctBy(rating => rating.ItemId).Select(rating => rating.ItemFeatures[1]);
    }

    [TestMethod]
    public void Fit_FeaturesInOneRowOfAKey_CountForTheKey()
    {
        var ratings = Training();
        var complete = Fit(Options(AutoRecVariant.ItemBased));
        foreach (var group in ratings.GroupBy(rating => rating.ItemId))
        {
            foreach (var rating in group.Skip(1))
                rating.ItemFeatures = [];
        }

        var model = Fit(Options(AutoRecVariant.ItemBased), ratings);
        Assert.AreSequenceEqual(
            TrainingData.Weights(complete.LastTransformer.Model), TrainingData.Weights(model.LastTransformer.Model));
    }

    [TestMethod]
    public void Fit_FeaturesOfDouble_NamesTheConversion()
    {
        var view = _mlContext.Transforms.Conversion.ConvertType("ItemFeatures", outputKind: DataKind.Double)
            .Append(Keys()).Fit(_mlContext.Data.LoadFromEnumerable(Training())).Transform(_mlContext.Data.LoadFromEnumerable(Training()));
        var message = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _mlContext.Recommendation().Trainers.AutoRec(Options(AutoRecVariant.ItemBased)).Fit(view)).Message;
        Assert.Contains("vector of Double", message);
        Assert.Contains("ConvertType(\"ItemFeatures\", outputKind: DataKind.Single)", message);
    }

    [TestMethod]
    public void Fit_FeaturesOfUnknownLength_NamesTheAttribute()
    {
        var ratings = Training().Select(one => new RatingOfAnyLength
        {
            UserId = one.UserId,
            ItemId = one.ItemId,
            Label = one.Label,
            ItemFeatures = one.ItemFeatures,
            UserFeatures = one.UserFeatures,
        });
        var trainer = _mlContext.Recommendation().Trainers.AutoRec(Options(AutoRecVariant.ItemBased));
        var message = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => Keys().Append(trainer).Fit(_mlContext.Data.LoadFromEnumerable(ratings))).Message;
        Assert.Contains("[VectorType(20)]", message);
    }

    [TestMethod]
    public void Create_OneColumnForBothSides_Throws()
    {
        var options = Options(AutoRecVariant.ItemBased);
        options.MatrixColumnFeaturesColumnName = options.MatrixRowFeaturesColumnName;
        Assert.Contains("MatrixColumnFeaturesColumnName is 'ItemFeatures'", Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _mlContext.Recommendation().Trainers.AutoRec(options)).Message);
    }

    [TestMethod]
    public void Transform_DataWithoutTheColumns_LogsTheirNames()
    {
        var model = Fit(Options(AutoRecVariant.ItemBased));
        var plain = _mlContext.Data.LoadFromEnumerable(Training().Select(one => new Pair { UserId = one.UserId, ItemId = one.ItemId }));
        AssertLogs(_mlContext, model);

        using var stream = new MemoryStream();
        _mlContext.Model.Save(model, plain.Schema, stream);
        stream.Position = 0;
        var loading = new MLContext();
        AssertLogs(loading, loading.Model.Load(stream, out _));

        void AssertLogs(MLContext mlContext, ITransformer transformer)
        {
            var warnings = Warnings(mlContext);
            TrainingData.Scores(transformer.Transform(plain));
            Assert.HasCount(2, warnings);
            Assert.Contains("The data has no column 'ItemFeatures'", warnings[0]);
            Assert.Contains("The data has no column 'UserFeatures'", warnings[1]);
            Assert.Contains("Add the column, or spell it as in training", warnings[1]);
        }
    }

    public static IEnumerable<float[]> VectorsOfOtherLengths => [[1], [1, 1990, 7]];

    [TestMethod]
    [DynamicData(nameof(VectorsOfOtherLengths))]
    public void Fit_VectorOfAnotherLength_SaysWhichIsExpected(float[] vector)
    {
        var ratings = Training();
        ratings[2].ItemFeatures = vector;
        Assert.Contains(
            $"Row 2 of 'ItemFeatures' has {vector.Length} values; expected 2",
            Assert.ThrowsExactly<InvalidOperationException>(() => Fit(Options(AutoRecVariant.ItemBased), ratings)).Message);
    }

    [TestMethod]
    [DynamicData(nameof(VectorsOfOtherLengths))]
    public void Score_VectorOfAnotherLength_SaysWhichIsExpected(float[] vector)
    {
        var model = Fit(Options(AutoRecVariant.ItemBased));
        var rating = All().First(one => one is { UserId: < KnownUsers, ItemId: >= KnownItems });
        rating.ItemFeatures = vector;
        AssertRefused(() => TrainingData.Scores(model.Transform(_mlContext.Data.LoadFromEnumerable([rating]))));
        var engine = _mlContext.Model.CreatePredictionEngine<Rating, Scored>(model);
        AssertRefused(() => engine.Predict(rating));

        void AssertRefused(Action score) => Assert.Contains(
            $"of 'ItemFeatures' has {vector.Length} values; expected 2", Assert.ThrowsExactly<InvalidOperationException>(score).Message);
    }

    public static IEnumerable<string> Trainers => ["item-based", "blend"];

    [TestMethod]
    [DynamicData(nameof(Trainers))]
    public void Fit_FeaturesOfSomeItems_LogsHowManyAreKnown(string kind)
    {
        var ratings = Training();
        foreach (var rating in ratings.Where(rating => rating.ItemId < 10))
            rating.ItemFeatures = [];
        var log = new List<string>();
        _mlContext.Log += (_, line) => log.Add(line.RawMessage);
        Pipeline(kind).Fit(_mlContext.Data.LoadFromEnumerable(ratings));
        Assert.HasCount(1, log.Where(line => line == "Features: 2 of items ('ItemFeatures', known for 20 of 30)."));
        Assert.HasCount(1, log.Where(line => line == "Features: 2 of users ('UserFeatures', known for 50 of 50)."));
    }

    [TestMethod]
    [DynamicData(nameof(Trainers))]
    public void Fit_AllVectorsEmpty_Warns(string kind)
    {
        var ratings = Training();
        foreach (var rating in ratings)
            rating.ItemFeatures = [];
        var warnings = Warnings(_mlContext);
        Pipeline(kind).Fit(_mlContext.Data.LoadFromEnumerable(ratings));
        Assert.HasCount(1, warnings);
        Assert.Contains("All vectors of 'ItemFeatures' are empty", warnings[0]);
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void Load_SavedModel_GivesTheSameScores(AutoRecVariant variant) => AssertLoadsTheSame(Fit(Options(variant)));

    private void AssertLoadsTheSame(ITransformer model)
    {
        var all = _mlContext.Data.LoadFromEnumerable(All());
        using var stream = new MemoryStream();
        _mlContext.Model.Save(model, all.Schema, stream);
        stream.Position = 0;
        var loaded = new MLContext().Model.Load(stream, out _);
        Assert.AreSequenceEqual(TrainingData.Scores(model.Transform(all)), TrainingData.Scores(loaded.Transform(all)));
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void FoldIn_FeaturesAlone_GivesTheScoreOfTheTransformer(AutoRecVariant variant)
    {
        var model = Fit(Options(variant));
        var parameters = model.LastTransformer.Model;
        var rating = All().First(one => one is { UserId: < KnownUsers, ItemId: >= KnownItems });
        var expected = TrainingData.Scores(model.Transform(_mlContext.Data.LoadFromEnumerable([rating]))).Single();
        var user = KeyOf(rating.UserId);
        Assert.AreEqual(expected, parameters.FoldInItem([], rating.ItemFeatures).Score(user), 1e-5f);

        int KeyOf(int id) => Array.IndexOf([.. Training().Select(one => one.UserId).Distinct()], id);
    }

    [TestMethod]
    [DynamicData(nameof(Variants))]
    public void FoldIn_RatingsAndFeatures_ExplainsTheScore(AutoRecVariant variant)
    {
        var options = Options(variant);
        options.ClipToLabelRange = false;
        var model = Fit(options).LastTransformer.Model;
        var known = KnownRatings.Check(model, isUser: true, [(0, 5f), (3, 2f)]).With(NewcomerFeatures.Check(model, true, [0, 40]));
        var newcomer = Newcomer.Create(model, isUser: true, known);
        var parts = new double[known.Count];
        for (var item = 0; item < KnownItems; item++)
            Assert.AreEqual(newcomer.Score(item), newcomer.Explain(item, parts) + parts.Sum(), 1e-4);
    }

    [TestMethod]
    public void FoldIn_WrongNumberOfFeatures_ThrowsWithBothNumbers()
    {
        var model = Fit(Options(AutoRecVariant.ItemBased)).LastTransformer.Model;
        Assert.Contains("1 features; the model was trained with 2", Assert.ThrowsExactly<ArgumentException>(
            () => model.FoldInUser([], [1])).Message);
        Assert.Contains("Feature 1 is NaN", Assert.ThrowsExactly<ArgumentException>(() => model.FoldInUser([], [1, float.NaN])).Message);
    }

    [TestMethod]
    public void Fit_FeaturesThatDiffer_ThrowsWithBothValues()
    {
        var ratings = Training();
        ratings[^1].UserFeatures = [7, ratings[^1].UserFeatures[1]];
        var message = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(Options(AutoRecVariant.ItemBased), ratings)).Message;
        Assert.Contains($"'UserFeatures' of the 'user' with id '{ratings[^1].UserId}' differs", message);
        Assert.Contains("MatrixColumnFeaturesColumnName (users) are not swapped", message);
        Assert.Contains("in its first row and 7 in row", message);
    }

    [TestMethod]
    public void Fit_FeatureThatIsNotFinite_ThrowsWithItsPlace()
    {
        var ratings = Training();
        ratings[2].ItemFeatures = [0, float.NaN];
        Assert.Contains("Slot 1 of 'ItemFeatures', row 2, is NaN", Assert.ThrowsExactly<InvalidOperationException>(
            () => Fit(Options(AutoRecVariant.ItemBased), ratings)).Message);
    }

    [TestMethod]
    public void Fit_Validation_NeedsNoFeatures()
    {
        var keys = Keys().Fit(_mlContext.Data.LoadFromEnumerable(Training()));
        var plain = Training().Select(one => new Pair { UserId = one.UserId, ItemId = one.ItemId, Label = one.Label });
        var trainer = _mlContext.Recommendation().Trainers.AutoRec(Options(AutoRecVariant.ItemBased));
        var model = trainer.Fit(
            keys.Transform(_mlContext.Data.LoadFromEnumerable(Training())), keys.Transform(_mlContext.Data.LoadFromEnumerable(plain)));
        Assert.IsNotNull(model.Card!.Figures.Validation);
    }

    private static AutoRecTrainer.Options Options(AutoRecVariant variant) => new()
    {
        MatrixColumnIndexColumnName = "user",
        MatrixRowIndexColumnName = "item",
        MatrixRowFeaturesColumnName = nameof(Rating.ItemFeatures),
        MatrixColumnFeaturesColumnName = nameof(Rating.UserFeatures),
        Variant = variant,
        HiddenLayers = [16],
        Epochs = 40,
        LearningRate = 0.01,
        Lambda = 3,
        BatchSize = 16,
        NumberOfThreads = 1,
        Seed = 1,
    };

    /// <summary>A cold pair of the same kind must score higher than one of different kinds.</summary>
    private void AssertFollowsTaste(AutoRecTrainer.Options options, Func<Rating, bool> isCold) =>
        AssertFollowsTaste(Keys().Append(_mlContext.Recommendation().Trainers.AutoRec(options)), isCold);

    private void AssertFollowsTaste(IEstimator<ITransformer> pipeline, Func<Rating, bool> isCold)
    {
        var model = pipeline.Fit(_mlContext.Data.LoadFromEnumerable(Training()));
        var cold = All().Where(isCold).ToArray();
        var scores = TrainingData.Scores(model.Transform(_mlContext.Data.LoadFromEnumerable(cold)));
        var (liked, disliked) = (Mean(same: true), Mean(same: false));
        Assert.IsGreaterThan(disliked + 0.3, liked);

        double Mean(bool same) =>
            cold.Zip(scores).Where(pair => IsLiked(pair.First.UserId, pair.First.ItemId) == same).Average(pair => pair.Second);
    }

    private TransformerChain<AutoRecPredictionTransformer<AutoRecModelParameters>> Fit(
        AutoRecTrainer.Options options, Rating[]? ratings = null) =>
        Keys().Append(_mlContext.Recommendation().Trainers.AutoRec(options)).Fit(_mlContext.Data.LoadFromEnumerable(ratings ?? Training()));

    private IEstimator<ITransformer> Keys() => TrainingData.Keys(_mlContext);

    private IEstimator<ITransformer> Pipeline(string kind) => kind == "blend"
        ? Keys().Append(Blend())
        : Keys().Append(_mlContext.Recommendation().Trainers.AutoRec(
            Options(kind == "item-based" ? AutoRecVariant.ItemBased : AutoRecVariant.UserBased)));

    private static bool IsLiked(int user, int item) => user % 2 == item % 2;

    private static Rating[] Training() =>
        [.. All().Where(one => one is { UserId: < KnownUsers, ItemId: < KnownItems } && (one.UserId * 7 + one.ItemId * 3) % 5 < 3)];

    private static Rating[] All() =>
    [
        .. from user in Enumerable.Range(0, Users)
           from item in Enumerable.Range(0, Items)
           select new Rating
           {
               UserId = user,
               ItemId = item,
               Label = (IsLiked(user, item) ? 4 : 2) + ((user * 5 + item * 11) % 3 * 0.5f),
               ItemFeatures = [item % 2, 1990 + (item % 7)],
               UserFeatures = [user % 2, 20 + (user % 9)],
           },
    ];

    private static List<string> Warnings(MLContext mlContext)
    {
        var warnings = new List<string>();
        mlContext.Log += (_, line) =>
        {
            if (line.Kind == ChannelMessageKind.Warning)
                warnings.Add(line.RawMessage);
        };
        return warnings;
    }

    private sealed class Scored
    {
        public float Score { get; set; }
    }

    private class Pair
    {
        public int UserId { get; set; }

        public int ItemId { get; set; }

        public float Label { get; set; }
    }

    private AutoRecBlendTrainer Blend() => _mlContext.Recommendation().Trainers.AutoRecBlend(new AutoRecBlendTrainer.Options
    {
        MatrixColumnIndexColumnName = "user",
        MatrixRowIndexColumnName = "item",
        MatrixRowFeaturesColumnName = nameof(Rating.ItemFeatures),
        MatrixColumnFeaturesColumnName = nameof(Rating.UserFeatures),
        Members = [Options(AutoRecVariant.ItemBased), Options(AutoRecVariant.UserBased)],
        Seed = 1,
    });

    private sealed class RatingOfAnyLength : Pair
    {
        public float[] ItemFeatures { get; set; } = [];

        public float[] UserFeatures { get; set; } = [];
    }

    private sealed class Rating : Pair
    {
        [VectorType(2)]
        public float[] ItemFeatures { get; set; } = [];

        [VectorType(2)]
        public float[] UserFeatures { get; set; } = [];
    }
}
