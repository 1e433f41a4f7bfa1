using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AutoRec.Benchmarks;

/// <summary>The answers of a model as text, in which values that differ in a bit differ.</summary>
internal static class Answers
{
    private const int Length = 5;

    /// <summary>The digest of the scores of all pairs, and of a folded-in user.</summary>
    public static string Of(IRatingModel model)
    {
        var (text, folded) = (new StringBuilder(), model.FoldInUser([new(0, 4), new(1, 1)]));
        for (var item = 0; item < model.ItemCount; item++)
        {
            Append(text, folded.Score(item));
            for (var user = 0; user < model.UserCount; user++)
                Append(text, model.Score(item, user));
        }

        return Digest(text);
    }

    /// <summary>The digest of the answers to all users.</summary>
    public static string Of(Recommender<int, int> recommender)
    {
        var text = new StringBuilder();
        for (var user = 0; user < recommender.Users.Count; user++)
            text.Append(Of(recommender, user));
        return Digest(text);
    }

    /// <summary>Lists, ratings and reasons for a user, and for a newcomer with every other rating of the user.</summary>
    public static string Of(Recommender<int, int> recommender, int user)
    {
        var (id, text) = (recommender.Users[user], new StringBuilder());
        var given = recommender.RatingsOf(id).Where((_, n) => n % 2 == 0).ToArray();
        var item = recommender.Items[user % recommender.Items.Count];
        Append(text, recommender.Recommend(id, Length));
        Append(text, recommender.Recommend(given, Length));
        Append(text, recommender.Predict(id, item));
        Append(text, recommender.Explain(id, item));
        Append(text, recommender.Explain(given, item));
        foreach (var (other, similarity) in recommender.SimilarItems(item, Length))
            text.Append(CultureInfo.InvariantCulture, $"{other} {similarity:R};");
        Append(text, recommender.Model.Ratings.FoldInUser([new(user % 20, 4), new((user % 20) + 1, 1)]).Score(0));
        return text.ToString();
    }

    private static void Append(StringBuilder text, RecommendationList<int> list)
    {
        foreach (var (item, score, rating) in list)
        {
            text.Append(CultureInfo.InvariantCulture, $"{item} {score:R} ");
            Append(text, rating);
        }
    }

    private static void Append(StringBuilder text, RatingEstimate estimate)
    {
        text.Append(CultureInfo.InvariantCulture, $"{estimate.Rating:R} {estimate.Deviation:R}");
        foreach (var (rating, probability) in estimate.Levels)
            text.Append(CultureInfo.InvariantCulture, $" {rating:R}:{probability:R}");
        text.Append(';');
    }

    private static void Append(StringBuilder text, RatingExplanation<int> explanation)
    {
        text.Append(CultureInfo.InvariantCulture, $"{explanation.Score:R} {explanation.Base:R}");
        foreach (var reason in explanation.Reasons)
            text.Append(CultureInfo.InvariantCulture, $" {reason.Item} {reason.Effect:R}");
        text.Append(';');
    }

    private static void Append(StringBuilder text, float score) =>
        text.Append(BitConverter.SingleToInt32Bits(score).ToString("x8", CultureInfo.InvariantCulture));

    private static string Digest(StringBuilder text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text.ToString())));
}
