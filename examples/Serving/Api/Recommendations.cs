using System.Diagnostics;
using AutoRec.Examples.Serving.Learning;
using AutoRec.Examples.Serving.Store;

namespace AutoRec.Examples.Serving.Api;

/// <summary>Makes lists and explanations from ratings, which are folded in.</summary>
internal sealed class Recommendations(CurrentModel current, Catalogue catalogue, LearningMetrics metrics)
{
    private const int ReasonsOfItem = 2;
    private const int MostReasons = 50;

    private volatile CheckedModel? _checked;

    /// <param name="ratings">The ratings of the person, the newest first.</param>
    /// <param name="count">The length of the list.</param>
    /// <param name="exclude">Items to leave out, beside the rated ones.</param>
    public RecommendationsAnswer Recommend(
        IReadOnlyList<(string Item, float Stars)> ratings, int count, IReadOnlyCollection<string> exclude)
    {
        if (current.Value is not { } model)
            return Popular(ratings, count, exclude);
        var start = Stopwatch.GetTimestamp();
        var history = model.Foldable(ratings);
        var person = model.Recommender.FoldIn(history);

        // Ratings beyond the folded ones are of known items, too.
        var excluded = history.Count == ratings.Count ? exclude : exclude.Concat(ratings.Select(rating => rating.Item));
        var list = person.Recommend(count, excluded, where: HasAllTitles(model) ? null : item => catalogue.Find(item) is not null);
        var items = list.Select(recommendation => ToItem(
            recommendation, history.Count == 0 ? [] : Reasons(person.Explain(recommendation.Item), ReasonsOfItem)));
        var answer = new RecommendationsAnswer(model.Number, list.IsPopular, history.Count, [.. items]);
        metrics.RecordFoldIn(Stopwatch.GetElapsedTime(start));
        return answer;
    }

    /// <returns>The explanation; null if the model does not know the item.</returns>
    public ExplanationAnswer? Explain(ServedModel model, IReadOnlyList<(string Item, float Stars)> ratings, Item item)
    {
        if (!model.Recommender.HasItem(item.Id))
            return null;
        var explanation = model.Recommender.Explain(model.Foldable(ratings), item.Id);
        return new(
            model.Number, item.Id, item.Title, item.Year, explanation.Score, explanation.Base, Reasons(explanation, MostReasons));
    }

    /// <summary>Whether the database has all items of a model, which may come from elsewhere. It never loses one.</summary>
    private bool HasAllTitles(ServedModel model)
    {
        if (_checked is not { } known || known.Model != model)
            _checked = known = new(model, model.Recommender.Items.All(item => catalogue.Find(item) is not null));
        return known.HasAllTitles;
    }

    private RecommendationsAnswer Popular(
        IReadOnlyList<(string Item, float Stars)> ratings, int count, IReadOnlyCollection<string> exclude)
    {
        var excluded = ratings.Select(rating => rating.Item).Concat(exclude).ToHashSet();
        var items = catalogue.Popular(excluded.Contains, count)
            .Select(item => new RecommendedItem(item.Id, item.Title, item.Year, null, []));
        return new(null, true, 0, [.. items]);
    }

    private RecommendedItem ToItem(Recommendation<string> recommendation, IReadOnlyList<Reason> reasons)
    {
        var item = catalogue.Find(recommendation.Item)!;
        var (low, high) = recommendation.Rating.Interval();
        return new(item.Id, item.Title, item.Year, new(recommendation.Rating.Rating, low, high), reasons);
    }

    private Reason[] Reasons(RatingExplanation<string> explanation, int count) =>
        [.. explanation.Reasons.Take(count).Select(reason =>
            new Reason(reason.Item, catalogue.Find(reason.Item)?.Title ?? reason.Item, reason.Rating, reason.Effect))];

    /// <summary>The result of a check that takes longer than a list.</summary>
    private sealed record CheckedModel(ServedModel Model, bool HasAllTitles);
}
