using AutoRec.Choice;
using AutoRec.Model;
using AutoRec.Recommending;
using AutoRec.Saving;
using AutoRec.Training;

namespace AutoRec.Tests;

/// <summary>Models that recommend: an untrained rating model, and a choice model trained on the same ratings.</summary>
internal static class TestRecommendation
{
    public static readonly RatingNoise Noise = new(0.6f, 0.5f, 0.4f, 0.3f);

    /// <param name="items">The ratings, items × users.</param>
    /// <param name="settings">The settings of the rating model, of either variant.</param>
    public static RecommendationModel Create(RatingMatrix items, ModelSettings settings) => Create(items, RatingModel(items, settings));

    public static RecommendationModel Create(RatingMatrix items, IRatingModel ratings) => new(
        ratings,
        new ChoiceTraining(seed: 1, threads: 1, () => { }).Train(items.Transpose(), items),
        Noise,
        Levels(items),
        items.Transpose());

    /// <summary>The rating levels before they are fitted.</summary>
    public static LevelModel? Levels(RatingMatrix items)
    {
        if (RatingLevels.Of(items) is not { } levels)
            return null;
        var mean = (float)RatingBaseline.Average(items.Values);
        return new(
            LevelRegression.Unfitted(levels, RatingScale.Of(items.Values), mean, deviation: 1),
            levels.CountAll(items.Transpose()),
            levels.CountAll(items));
    }

    public static AutoRecModelParameters RatingModel(RatingMatrix items, ModelSettings settings) =>
        RandomModel.Create(settings.Variant == AutoRecVariant.ItemBased ? items : items.Transpose(), settings);

    /// <summary>A blend of a model of the settings and one of the other variant, with weights that a file keeps exactly.</summary>
    public static AutoRecBlendModelParameters Blend(RatingMatrix items, ModelSettings settings)
    {
        var other = settings.Variant == AutoRecVariant.ItemBased ? AutoRecVariant.UserBased : AutoRecVariant.ItemBased;
        AutoRecModelParameters[] members =
            [RatingModel(items, settings), RatingModel(items, settings with { Variant = other, Widths = [4] })];
        members = Array.ConvertAll(members, AutoRecModelFormat.RoundToShort);
        return new(members, [0.7f, 0.4f]);
    }

    /// <summary>A random choice model, for catalogues that would take long to train.</summary>
    public static ChoiceModel RandomChoice(RatingMatrix items, int seed = 1)
    {
        var random = new RandomStream((ulong)seed, RandomStream.Purpose.ChoiceFactors);
        var factors = new float[items.RowCount * ChoiceTraining.FactorCount];
        random.FillGaussian(factors, 0.1);
        foreach (var item in Enumerable.Range(0, items.RowCount).Where(item => items.CountOf(item) == 0))
            factors.AsSpan(item * ChoiceTraining.FactorCount, ChoiceTraining.FactorCount).Clear();
        var users = items.Transpose();
        return new(RatingScale.Of(items.Values), 3, users.RatedRows().Length, users.CountByColumn(), factors);
    }

    /// <summary>A recommender whose ids are "u0", "u1", … and 100, 101, ….</summary>
    public static Recommender<string, int> Recommender(RecommendationModel model, RatingMatrix? history = null) => new(
        model,
        [.. Enumerable.Range(0, model.Ratings.UserCount).Select(user => $"u{user}")],
        [.. Enumerable.Range(0, model.Ratings.ItemCount).Select(item => 100 + item)],
        history);
}
