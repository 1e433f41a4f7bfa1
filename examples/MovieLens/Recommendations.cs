using Microsoft.ML;

namespace AutoRec.Examples.MovieLens;

/// <summary>Recommendations to one user.</summary>
/// <param name="UserId">The user.</param>
/// <param name="RatingCount">The number of the user's training ratings.</param>
/// <param name="Liked">The items that the user rated highest, with the ratings.</param>
/// <param name="Best">The unrated items with the highest predictions, with the predictions.</param>
internal sealed record Recommendations(
    int UserId, int RatingCount, IReadOnlyList<(int ItemId, float Stars)> Liked, IReadOnlyList<(int ItemId, float Stars)> Best)
{
    // About the median of MovieLens 100K.
    private const int WishedRatings = 60;

    private const int LikedCount = 5;
    private const int BestCount = 10;

    public static Recommendations For(MLContext mlContext, ITransformer model, IDataView train)
    {
        var ratings = mlContext.Data.CreateEnumerable<MovieLensRating>(train, reuseRowObject: false).ToList();
        var user = ratings.GroupBy(rating => rating.UserId)
            .OrderBy(group => Math.Abs(group.Count() - WishedRatings)).ThenBy(group => group.Key)
            .First();
        var seen = user.Select(rating => rating.ItemId).ToHashSet();

        using var engine = mlContext.Model.CreatePredictionEngine<MovieLensRating, RatingPrediction>(model);
        var best = ratings.Select(rating => rating.ItemId).Distinct().Where(item => !seen.Contains(item))
            .Select(item => (ItemId: item, Stars: engine.Predict(new MovieLensRating { UserId = user.Key, ItemId = item }).Score))
            .OrderByDescending(prediction => prediction.Stars).ThenBy(prediction => prediction.ItemId)
            .Take(BestCount);
        var liked = user.OrderByDescending(rating => rating.Label).ThenByDescending(rating => rating.Timestamp)
            .Select(rating => (rating.ItemId, rating.Label))
            .Take(LikedCount);
        return new Recommendations(user.Key, user.Count(), [.. liked], [.. best]);
    }
}
