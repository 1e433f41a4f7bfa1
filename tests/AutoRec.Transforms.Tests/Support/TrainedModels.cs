using AutoRec.Engines.Sparse;
using AutoRec.Recommending;
using AutoRec.Training;
using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>Small models trained on <see cref="SmallRatings.Train"/>, with all that recommending needs.</summary>
internal static class TrainedModels
{
    private static readonly EngineFactory Engine =
        new(TrainingEngine.Sparse, "the test", (network, settings) => new SparseEngine(network, settings));

    private static readonly RunContext Context = new(Seed: 1, _ => { }, () => { });

    public static RecommendationModel ItemBased { get; } = Train(AutoRecVariant.ItemBased);
    public static RecommendationModel UserBased { get; } = Train(AutoRecVariant.UserBased);
    public static RecommendationModel Blend { get; } = TrainBlend();
    public static RecommendationModel OneClass { get; } =
        OneClassTraining.Train(TestModels.SmallMatrix, keepRatings: true, threads: 1, Context).Recommendation;

    public static IEnumerable<(string Name, RecommendationModel Model)> All =>
        [("item-based", ItemBased), ("user-based", UserBased), ("blend", Blend), ("one-class", OneClass)];

    /// <summary>The key mapping of <see cref="SmallRatings"/> and the model.</summary>
    public static ITransformer Pipeline(MLContext mlContext, RecommendationModel model) =>
        SmallRatings.Keys(mlContext).Append<ITransformer>(model.Ratings switch
        {
            AutoRecModelParameters one => Prediction(one, model),
            AutoRecBlendModelParameters blend => Prediction(blend, model),
            OneClassModelParameters oneClass => Prediction(oneClass, model),
            _ => throw new NotSupportedException($"There is no transformer of {model.Ratings.GetType()}."),
        });

    /// <summary>The recommender of <see cref="Pipeline"/>.</summary>
    public static Recommender<string, int> Recommender(MLContext mlContext, RecommendationModel model) =>
        mlContext.Model.CreateRecommender<string, int>(Pipeline(mlContext, model), SmallRatings.Load(mlContext, SmallRatings.All).Schema);

    private static AutoRecPredictionTransformer<TModel> Prediction<TModel>(TModel ratings, RecommendationModel model)
        where TModel : class, IRatingModel => new(new("user", "item", ratings, model));

    private static RecommendationModel Train(AutoRecVariant variant)
    {
        var items = TestModels.SmallMatrix;
        var ratings = variant == AutoRecVariant.ItemBased ? items : items.Transpose();
        return Complete(new TrainingRun(new Options(), variant, Engine, Context).Train(ratings, validation: null).Model);
    }

    private static RecommendationModel TrainBlend()
    {
        NetworkPlan[] members =
            [Plan(AutoRecVariant.ItemBased), Plan(AutoRecVariant.UserBased)];
        return Complete(new BlendRun(members, validationFraction: 0.2, Context, progress: null).Train(TestModels.SmallMatrix).Model);
    }

    private static RecommendationModel Complete(IRatingModel model) =>
        RecommendationTraining.Train(
            model,
            Plan(AutoRecVariant.ItemBased),
            TestModels.SmallMatrix,
            keepRatings: true,
            probabilitiesColumnName: null,
            threads: 1,
            Context);

    private static NetworkPlan Plan(AutoRecVariant variant) => new(new Options(), variant, Engine);

    private sealed class Options : AutoRecOptions
    {
        public Options() => (HiddenLayers, Epochs) = ([8], 10);
    }
}
