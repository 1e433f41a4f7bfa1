using System.Globalization;
using Microsoft.ML;

namespace AutoRec.Examples.MovieLens;

/// <summary>Three lists from a saved model alone, in the order of the JSON file.</summary>
/// <param name="KnownUser">A user of the training ratings, and titles for that user.</param>
/// <param name="NewUser">A user whom the model has not seen, with a few ratings, and titles for that user.</param>
/// <param name="Similar">A title, and titles that the same people choose.</param>
internal sealed record Recommendations(KnownUserList KnownUser, NewUserList NewUser, SimilarList Similar)
{
    private const int KnownUserCount = 10;
    private const int NewUserCount = 5;
    private const int SimilarCount = 5;
    private const int LikedCount = 3;
    private const int ReasonCount = 2;

    // About the median of MovieLens 100K.
    private const int WishedRatings = 60;

    // Titles in all releases of MovieLens.
    private static readonly (string Title, float Rating)[] NewRatings =
        [("Alien (1979)", 5), ("Toy Story (1995)", 5), ("Groundhog Day (1993)", 4), ("Fargo (1996)", 3), ("Scream (1996)", 2)];

    /// <exception cref="InvalidOperationException">The model only predicts ratings.</exception>
    public static Recommendations Create(SavedModel model, Titles titles)
    {
        var recommender = model.Context.Model.CreateRecommender<string, string>(model.Transformer, model.InputSchema);

        var users = recommender.Users.Select(id => (Id: id, Ratings: recommender.RatingsOf(id))).ToList();
        var known = users.MinBy(user => Math.Abs(user.Ratings.Count - WishedRatings));
        var given = ChooseRatings(titles, model.Model.LabelRange, users.SelectMany(user => user.Ratings).Select(rating => rating.Item));
        var example = given[0].Item;
        return new(
            new(
                known.Id,
                known.Ratings.Count,
                [.. known.Ratings.OrderByDescending(rating => rating.Rating).Take(LikedCount).Select(Rated)],
                [.. recommender.Recommend(known.Id, KnownUserCount).Select(title => Recommended(title))]),
            new(
                [.. given.Select(Rated)],
                [.. recommender.Recommend(given, NewUserCount)
                    .Select(title => Recommended(title) with { Because = Reasons(recommender.Explain(given, title.Item)) })]),
            new(
                example,
                titles.Of(example),
                [.. recommender.SimilarItems(example, SimilarCount)
                    .Select(other => new SimilarTitle(other.Item, titles.Of(other.Item), other.Similarity))]));

        RatedTitle Rated((string Item, float Rating) rating) => new(rating.Item, titles.Of(rating.Item), rating.Rating);

        RecommendedTitle Recommended(Recommendation<string> title)
        {
            var (low, high) = title.Rating.Interval();
            return new(
                title.Item, titles.Of(title.Item), JsonReport.Number(title.Rating.Rating), JsonReport.Number(low), JsonReport.Number(high));
        }

        TitleReason[] Reasons(RatingExplanation<string> explanation) =>
            [.. explanation.Reasons.Take(ReasonCount)
                .Select(reason => new TitleReason(reason.Item, titles.Of(reason.Item), JsonReport.Number(reason.Effect)))];
    }

    /// <summary>The ratings of the new user: of five well-known titles; if one is missing, of the five most rated items.</summary>
    private static List<(string Item, float Rating)> ChooseRatings(Titles titles, RatingScale scale, IEnumerable<string> ratedItems)
    {
        var counts = ratedItems.CountBy(item => item).ToDictionary();
        var wellKnown = NewRatings.Select(rating => titles.Find(rating.Title)).OfType<string>().Where(counts.ContainsKey).ToList();
        var items = wellKnown.Count == NewRatings.Length
            ? wellKnown
            : counts.OrderByDescending(count => count.Value).Select(count => count.Key);
        return [.. items.Zip(NewRatings, (item, rating) => (item, Math.Clamp(rating.Rating, scale.Minimum, scale.Maximum)))];
    }
}

/// <param name="RatingCount">The number of the user's ratings.</param>
/// <param name="Liked">The titles that the user rated highest.</param>
internal sealed record KnownUserList(
    string UserId, int RatingCount, IReadOnlyList<RatedTitle> Liked, IReadOnlyList<RecommendedTitle> Recommended);

/// <param name="Rated">All ratings of the user.</param>
internal sealed record NewUserList(IReadOnlyList<RatedTitle> Rated, IReadOnlyList<RecommendedTitle> Recommended);

internal sealed record SimilarList(string ItemId, string Title, IReadOnlyList<SimilarTitle> Titles);

internal sealed record RatedTitle(string ItemId, string Title, float Rating);

/// <param name="Rating">The expected rating; null if it is not a number. The other numbers likewise.</param>
/// <param name="Low">The lower end of the interval that holds 80 % of the actual ratings.</param>
/// <param name="High">The upper end.</param>
internal sealed record RecommendedTitle(string ItemId, string Title, double? Rating, double? Low, double? High)
{
    /// <summary>The ratings that change the expected rating most; null if they were not computed.</summary>
    public IReadOnlyList<TitleReason>? Because { get; init; }
}

/// <param name="Effect">What the user's rating of the title adds to the expected rating.</param>
internal sealed record TitleReason(string ItemId, string Title, double? Effect);

internal sealed record SimilarTitle(string ItemId, string Title, double Similarity);
