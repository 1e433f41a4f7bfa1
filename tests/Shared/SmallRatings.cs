using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>One rating, with a text id of the user and a number of the item.</summary>
public sealed class SmallRating
{
    public string UserId { get; set; } = "";

    public int ItemId { get; set; }

    public float Label { get; set; }
}

/// <summary>
/// A few hundred ratings of 1 to 5 stars from a latent model with one factor, always the same. The last two users and the last two
/// items have ratings in <see cref="HeldOut"/> only. Keys follow the order of appearance, so their numbers are not the last ones.
/// </summary>
internal static class SmallRatings
{
    public const int UserCount = 40;
    public const int ItemCount = 30;

    private const int ColdOnEachSide = 2;

    /// <summary>All ratings, in random order.</summary>
    public static IReadOnlyList<SmallRating> All { get; } = Create();

    public static IReadOnlyList<SmallRating> Train { get; } = [.. All.Where((rating, i) => !IsHeldOut(rating, i))];

    public static IReadOnlyList<SmallRating> HeldOut { get; } = [.. All.Where(IsHeldOut)];

    public static string UserId(int user) => $"user-{user:00}";

    public static int ItemId(int item) => 100 + 3 * item;

    /// <summary>The ratings as a view with the columns UserId, ItemId and Label.</summary>
    public static IDataView Load(MLContext mlContext, IEnumerable<SmallRating> ratings) =>
        mlContext.Data.LoadFromEnumerable(ratings.ToArray());

    /// <summary>UserId → user and ItemId → item.</summary>
    public static EstimatorChain<Microsoft.ML.Transforms.ValueToKeyMappingTransformer> KeyMapping(MLContext mlContext) =>
        mlContext.Transforms.Conversion.MapValueToKey("user", nameof(SmallRating.UserId))
            .Append(mlContext.Transforms.Conversion.MapValueToKey("item", nameof(SmallRating.ItemId)));

    /// <summary>The key mapping of all users and items, those without training ratings included.</summary>
    public static TransformerChain<Microsoft.ML.Transforms.ValueToKeyMappingTransformer> Keys(MLContext mlContext) =>
        KeyMapping(mlContext).Fit(Load(mlContext, All));

    /// <summary>The ratings with the key columns user and item, of <see cref="Keys"/>.</summary>
    public static IDataView LoadKeyed(MLContext mlContext, IEnumerable<SmallRating> ratings) =>
        Keys(mlContext).Transform(Load(mlContext, ratings));

    private static bool IsHeldOut(SmallRating rating, int index) =>
        index % 6 == 0
        || string.CompareOrdinal(rating.UserId, UserId(UserCount - ColdOnEachSide)) >= 0
        || rating.ItemId >= ItemId(ItemCount - ColdOnEachSide);

    private static SmallRating[] Create()
    {
        var random = new Random(20150518);
        var users = Enumerable.Range(0, UserCount).Select(_ => (Bias: Normal(0.4), Taste: Normal(1))).ToArray();
        var items = Enumerable.Range(0, ItemCount).Select(_ => (Bias: Normal(0.5), Kind: Normal(0.7))).ToArray();

        var ratings = new List<SmallRating>();
        for (var user = 0; user < UserCount; user++)
        {
            for (var item = 0; item < ItemCount; item++)
            {
                if (random.NextDouble() > 0.45)
                    continue;
                var stars = 3.4 + users[user].Bias + items[item].Bias + users[user].Taste * items[item].Kind + Normal(0.3);
                ratings.Add(new() { UserId = UserId(user), ItemId = ItemId(item), Label = (float)Math.Clamp(Math.Round(stars), 1, 5) });
            }
        }

        var shuffled = ratings.ToArray();
        random.Shuffle(shuffled);
        return shuffled;

        double Normal(double deviation) =>
            deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
