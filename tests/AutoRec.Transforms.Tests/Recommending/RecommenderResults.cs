using System.Globalization;

namespace AutoRec.Tests;

/// <summary>The results of a recommender as lines of text, in which values that differ in a single bit differ.</summary>
internal static class RecommenderResults
{
    /// <summary>Lists, intervals, explanations, ratings and neighbors of every user, and of newcomers.</summary>
    public static string[] Of<TUser, TItem>(
        Recommender<TUser, TItem> recommender, Func<TItem, string>? name = null, Func<TUser, string>? userName = null)
        where TUser : notnull
        where TItem : notnull =>
        [.. Enumerable.Range(0, recommender.Users.Count).SelectMany(user => Of(recommender, user, name, userName))];

    /// <summary>The results for one user, and for a newcomer with the even ones among the user's ratings.</summary>
    public static string[] Of<TUser, TItem>(
        Recommender<TUser, TItem> recommender, int user, Func<TItem, string>? name = null, Func<TUser, string>? userName = null)
        where TUser : notnull
        where TItem : notnull
    {
        var id = recommender.Users[user];
        var ratings = recommender.RatingsOf(id);
        var given = ratings.Where((_, n) => n % 2 == 0).ToArray();
        var other = recommender.Items[user % recommender.Items.Count];
        name ??= item => $"{item}";
        userName ??= one => $"{one}";
        return
        [
            .. ratings.Select(rating => $"rated {name(rating.Item)} {Text(rating.Rating)}"),
            .. Lines(recommender.Recommend(id, 7)),
            .. Lines(recommender.Recommend(given, 7)),
            Line(recommender.Predict(id, other)),
            Line(recommender.Predict(given, other)),
            .. Explained(recommender.Explain(id, other)),
            .. Explained(recommender.Explain(given, other)),
            .. recommender.SimilarItems(other, 5).Select(one => $"similar {name(one.Item)} {Text(one.Similarity)}"),
            .. recommender.SimilarUsers(id, 5).Select(one => $"similar {userName(one.User)} {Text(one.Similarity)}"),
        ];

        IEnumerable<string> Lines(RecommendationList<TItem> list) =>
            list.Select(one => $"{name(one.Item)} {Text(one.Score)} {Line(one.Rating)} {list.IsPopular}");

        IEnumerable<string> Explained(RatingExplanation<TItem> explanation) =>
        [
            $"{name(explanation.Item)} {Text(explanation.Score)} {Text(explanation.Base)}",
            .. explanation.Reasons.Select(reason => $"because {name(reason.Item)} {Text(reason.Rating)} {Text(reason.Effect)}"),
        ];
    }

    private static string Line(RatingEstimate estimate)
    {
        var (low, high) = estimate.Interval(0.9);
        var levels = string.Join(' ', estimate.Levels.Select(level => $"{Text(level.Rating)}:{Text(level.Probability)}"));
        return $"{Text(estimate.Rating)} ± {Text(estimate.Deviation)}: {Text(low)} to {Text(high)}, {levels}";
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
