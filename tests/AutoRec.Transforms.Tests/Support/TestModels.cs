using AutoRec.DataViews;
using AutoRec.Saving;
using AutoRec.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace AutoRec.Tests;

/// <summary>Untrained models with random weights, for tests of the scoring.</summary>
internal static class TestModels
{
    public static readonly ModelSettings Default = new();

    /// <summary>The training ratings of <see cref="SmallRatings"/>: items × users, with the indices of its key mapping.</summary>
    public static RatingMatrix SmallMatrix { get; } = ReadSmallMatrix();

    /// <summary>The card of <see cref="Prediction"/>.</summary>
    public static ModelCard Card { get; } =
        TestCards.Of(SmallMatrix, new(KeyMap.All(SmallRatings.ItemCount), KeyMap.All(SmallRatings.UserCount)));

    /// <summary>A model of the small ratings.</summary>
    public static AutoRecModelParameters Create(ModelSettings settings) =>
        Create(settings.Variant == AutoRecVariant.ItemBased ? SmallMatrix : SmallMatrix.Transpose(), settings);

    /// <inheritdoc cref="RandomModel.Create"/>
    public static AutoRecModelParameters Create(RatingMatrix ratings, ModelSettings settings) => RandomModel.Create(ratings, settings);

    public static AutoRecPredictionTransformer<AutoRecModelParameters> Prediction(ModelSettings settings) => new(
        new SavedPrediction<AutoRecModelParameters>("user", "item", Create(settings), recommendation: null) { Card = Card });

    /// <summary>A blend of a model of the settings, with weight 0.5, and a user-based model, with weight 0.25.</summary>
    public static AutoRecPredictionTransformer<AutoRecBlendModelParameters> Blend(ModelSettings settings)
    {
        AutoRecModelParameters[] members = [Create(settings), Create(settings with { Variant = AutoRecVariant.UserBased, Widths = [4] })];
        members = Array.ConvertAll(members, AutoRecModelFormat.RoundToShort);
        return new(new("user", "item", new AutoRecBlendModelParameters(members, [0.5f, 0.25f]), recommendation: null));
    }

    /// <summary>A model of the small ratings that recommends.</summary>
    public static AutoRecPredictionTransformer<AutoRecModelParameters> Recommending(ModelSettings settings, bool keepRatings = true)
    {
        var recommendation = TestRecommendation.Create(SmallMatrix, settings);
        return new(new(
            "user",
            "item",
            (AutoRecModelParameters)recommendation.Ratings,
            keepRatings ? recommendation : recommendation with { History = null }));
    }

    /// <summary>A blend that recommends.</summary>
    public static AutoRecPredictionTransformer<AutoRecBlendModelParameters> RecommendingBlend(ModelSettings settings)
    {
        var blend = TestRecommendation.Blend(SmallMatrix, settings);
        return new(new("user", "item", blend, TestRecommendation.Create(SmallMatrix, blend)));
    }

    /// <summary>A one-class model, trained on the small ratings as if their stars were counts.</summary>
    public static AutoRecPredictionTransformer<OneClassModelParameters> OneClass(bool keepRatings = true)
    {
        var context = new RunContext(Seed: 1, Log: _ => { }, ThrowIfCanceled: () => { });
        var (model, recommendation) = OneClassTraining.Train(SmallMatrix, keepRatings, threads: 1, context);
        return new(new("user", "item", model, recommendation));
    }

    public static AutoRecReconstructionTransformer Reconstruction(ModelSettings settings)
    {
        var model = Create(settings);
        return new(model, KeyMap.All(model.ColumnCount), "Ratings");
    }

    private static RatingMatrix ReadSmallMatrix()
    {
        var mlContext = new MLContext();
        var view = SmallRatings.LoadKeyed(mlContext, SmallRatings.Train);
        using var channel = ((IHostEnvironment)mlContext).Register(nameof(TestModels)).Start("Read");
        var (items, users) = (KeyMap.All(SmallRatings.ItemCount), KeyMap.All(SmallRatings.UserCount));
        return new RatingReader(view.Schema, "item", "user", "Label").Read(view, channel, rows: items, columns: users).Ratings;
    }
}
