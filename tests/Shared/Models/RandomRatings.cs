namespace AutoRec.Tests;

/// <summary>Random ratings of whole stars from two crossing tastes, always the same for the same arguments.</summary>
internal static class RandomRatings
{
    /// <summary>Ratings, items × users. Items 7, 26, 45, … and users 3, 20, 37, … have none.</summary>
    public static RatingMatrix Create(int items = 40, int users = 60, double density = 0.3, int seed = 1)
    {
        var random = new Random(seed);
        var cells = (
            from item in Enumerable.Range(0, items)
            where item % 19 != 7
            from user in Enumerable.Range(0, users)
            where user % 17 != 3 && random.NextDouble() < density
            select (Item: item, User: user, Stars: Stars(item, user))).ToArray();
        return Of(items, users, cells);

        float Stars(int item, int user)
        {
            var taste = Math.Sin(item) + Math.Cos(user * 2) + Math.Sin(item * 3) * Math.Cos(user * 5);
            return (float)Math.Clamp(Math.Round(3.4 + taste + random.NextDouble() - 0.5), 1, 5);
        }
    }

    /// <summary>The given ratings, items × users.</summary>
    public static RatingMatrix Of(int items, int users, params (int Item, int User, float Rating)[] ratings) => RatingMatrix.Create(
        items,
        users,
        Array.ConvertAll(ratings, rating => rating.Item),
        Array.ConvertAll(ratings, rating => rating.User),
        Array.ConvertAll(ratings, rating => rating.Rating));

    /// <summary>Some distinct positions with ratings of whole stars, in random order. Cold ones may be among them.</summary>
    public static (int Position, float Rating)[] Draw(Random random, int positions, int count)
    {
        int[] order = [.. Enumerable.Range(0, positions)];
        random.Shuffle(order);
        return [.. order.Take(count).Select(position => (position, (float)random.Next(1, 6)))];
    }
}
