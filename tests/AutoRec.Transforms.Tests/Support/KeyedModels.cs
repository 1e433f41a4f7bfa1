using AutoRec.DataViews;
using AutoRec.Recommending;
using AutoRec.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace AutoRec.Tests;

/// <summary>
/// Models of the small ratings as trainers make them: with indices for the keys that have training ratings, and none for the last two users
/// and items. <see cref="TestModels"/> have indices for all keys.
/// </summary>
internal static class KeyedModels
{
    private static readonly IndexedRatings Ratings = Read();

    public static MatrixKeys Keys { get; } = new(Ratings.Rows, Ratings.Columns);

    private static ModelCard Card { get; } = TestCards.Of(Ratings.Ratings, Keys);

    public static IEnumerable<AutoRecVariant> Variants => Enum.GetValues<AutoRecVariant>();

    public static AutoRecPredictionTransformer<AutoRecModelParameters> Single(AutoRecVariant variant)
    {
        var recommendation = TestRecommendation.Create(Ratings.Ratings, new ModelSettings { Variant = variant, Widths = [5, 3] });
        return Create((AutoRecModelParameters)recommendation.Ratings, recommendation);
    }

    public static AutoRecPredictionTransformer<AutoRecBlendModelParameters> Blend()
    {
        var blend = TestRecommendation.Blend(Ratings.Ratings, new());
        return Create(blend, TestRecommendation.Create(Ratings.Ratings, blend));
    }

    public static AutoRecPredictionTransformer<OneClassModelParameters> OneClass()
    {
        var (model, recommendation) = OneClassTraining.Train(
            Ratings.Ratings, keepRatings: true, threads: 1, new(Seed: 1, Log: _ => { }, ThrowIfCanceled: () => { }));
        return Create(model, recommendation);
    }

    /// <summary>A network over the users' slots, or over the items' slots.</summary>
    public static AutoRecReconstructionTransformer Reconstruction(AutoRecVariant variant)
    {
        var (rows, slots) = variant == AutoRecVariant.ItemBased
            ? (Ratings.Ratings, Keys.Users)
            : (Ratings.Ratings.Transpose(), Keys.Items);
        var model = TestRecommendation.RatingModel(Ratings.Ratings, new() { Variant = variant });
        return new(model, slots, "Ratings", TestCards.Of(rows, new(KeyMap.All(rows.RowCount), slots)));
    }

    private static AutoRecPredictionTransformer<TModel> Create<TModel>(TModel model, RecommendationModel recommendation)
        where TModel : class, IRatingModel =>
        new(new("user", "item", Keys, model, recommendation) { Card = Card });

    private static IndexedRatings Read()
    {
        var mlContext = new MLContext();
        var view = SmallRatings.LoadKeyed(mlContext, SmallRatings.Train);
        using var channel = ((IHostEnvironment)mlContext).Register(nameof(KeyedModels)).Start("Read");
        return new RatingReader(view.Schema, "item", "user", "Label").Read(view, channel);
    }
}
