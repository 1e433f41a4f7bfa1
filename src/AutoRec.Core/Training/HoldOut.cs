namespace AutoRec.Training;

/// <summary>
/// Decides which of several ratings are held out. A hold-out has an exact size, and neither it nor the rest is empty. Ratings and users are
/// numbers from 0 up.
/// </summary>
internal static class HoldOut
{
    /// <summary>The size of a hold-out: count · fraction, rounded (a half rounds up), but at least 1 and at most count − 1.</summary>
    /// <exception cref="InvalidOperationException">There are fewer than two ratings.</exception>
    public static int Size(int count, double fraction) => count > 1
        ? Math.Clamp(Round(count * (decimal)fraction), 1, count - 1)
        : throw new InvalidOperationException(
            $"The number of ratings is {count}; expected at least 2, one to train on and one to hold out. Use more ratings.");

    /// <summary>Holds out a fraction at random. Every choice of that size is equally likely.</summary>
    public static bool[] AtRandom(int count, double fraction, int seed) => [.. Draws(count, fraction, seed)];

    /// <summary>Decides the same of one rating after the other (Knuth, TAOCP, algorithm 3.4.2 S).</summary>
    public static IEnumerable<bool> Draws(int count, double fraction, int seed)
    {
        var (random, quota) = (Random(seed), Size(count, fraction));
        for (var left = count; left > 0; left--)
        {
            var isHeldOut = random.NextInt32(left) < quota;
            quota -= isHeldOut ? 1 : 0;
            yield return isHeldOut;
        }
    }

    /// <summary>Holds out the last fraction of an order.</summary>
    /// <param name="order">The ratings, from the first to the last.</param>
    /// <param name="fraction">The fraction to hold out.</param>
    public static bool[] Last(ReadOnlySpan<int> order, double fraction)
    {
        var isHeldOut = new bool[order.Length];
        foreach (var rating in order[^Size(order.Length, fraction)..])
            isHeldOut[rating] = true;
        return isHeldOut;
    }

    /// <summary>Holds out the last ratings of each user, but not a user's only or first one.</summary>
    /// <param name="users">The user of each rating.</param>
    /// <param name="order">The ratings, from the first to the last.</param>
    /// <param name="most">The number of ratings to hold out of each user.</param>
    /// <exception cref="InvalidOperationException">No user has two ratings.</exception>
    public static bool[] LastOfEach(ReadOnlySpan<int> users, ReadOnlySpan<int> order, int most)
    {
        var left = Array.ConvertAll(CountByUser(users), count => Math.Min(most, count - 1));
        var isHeldOut = new bool[users.Length];
        for (var i = order.Length - 1; i >= 0; i--)
            isHeldOut[order[i]] = left[users[order[i]]]-- > 0;
        return isHeldOut;
    }

    /// <summary>Holds out a fraction of each user's ratings at random, but never all of them.</summary>
    /// <remarks>
    /// A user's number is count · fraction, rounded down or up at random so that all numbers add up to the <see cref="Size"/> of the whole.
    /// The sum is smaller only if too many users have too few ratings to keep one.
    /// </remarks>
    /// <exception cref="InvalidOperationException">No user has two ratings.</exception>
    public static bool[] FractionOfEach(ReadOnlySpan<int> users, double fraction, int seed)
    {
        var random = Random(seed);
        return AtRandom(users, Quotas(CountByUser(users), fraction, ref random), ref random);
    }

    /// <summary>Puts each rating into a fold at random. The sizes of the folds differ by one at most.</summary>
    /// <exception cref="InvalidOperationException">There are fewer ratings than folds.</exception>
    public static int[] Folds(int count, int numberOfFolds, int seed)
    {
        if (count < numberOfFolds)
        {
            throw new InvalidOperationException(
                $"The number of ratings is {count}; expected at least {numberOfFolds}, one for each fold. "
                + "Use more ratings, or fewer folds.");
        }

        var random = Random(seed);
        int[] folds = [.. Enumerable.Range(0, count).Select(i => i % numberOfFolds)];
        random.Shuffle(folds);
        return folds;
    }

    private static RandomStream Random(int seed) => new((ulong)(uint)seed, RandomStream.Purpose.ValidationSplit);

    private static int Round(decimal value) => (int)Math.Round(value, MidpointRounding.AwayFromZero);

    private static int[] CountByUser(ReadOnlySpan<int> users)
    {
        var counts = new int[users.Length]; // There are at most as many users as ratings.
        foreach (var user in users)
            counts[user]++;
        return Array.Exists(counts, count => count > 1) ? counts : throw new InvalidOperationException(
            $"None of the users of the {users.Length} ratings has two ratings, and a user's only rating is not held out. "
            + "Use more ratings, or split without regard to the users.");
    }

    /// <summary>The number of ratings to hold out of each user.</summary>
    private static int[] Quotas(int[] counts, double fraction, ref RandomStream random)
    {
        // A decimal of less would be 0.
        var part = Math.Max((decimal)fraction, 1e-20m);
        var quotas = Array.ConvertAll(counts, count => Math.Min((int)decimal.Floor(count * part), Math.Max(count - 1, 0)));

        // Rounds up by Pareto sampling (Rosén 1997): an exact number of users, each with the probability of the remainder p.
        var keys = new List<(double Key, int User)>();
        for (var user = 0; user < counts.Length; user++)
        {
            var (p, u) = ((double)(counts[user] * part - quotas[user]), random.NextSingle());
            if (p > 0 && quotas[user] < counts[user] - 1)
                keys.Add((u / (1 - u) * (1 - p) / p, user));
        }

        foreach (var (_, user) in keys.Order().Take(Size(counts.Sum(), fraction) - quotas.Sum()))
            quotas[user]++;
        return quotas;
    }

    /// <summary>Draws the given number of ratings of each user, in one pass (the same algorithm).</summary>
    private static bool[] AtRandom(ReadOnlySpan<int> users, int[] quotas, ref RandomStream random)
    {
        var (isHeldOut, left) = (new bool[users.Length], new int[quotas.Length]);
        foreach (var user in users)
            left[user]++;
        for (var i = 0; i < users.Length; i++)
        {
            if (random.NextInt32(left[users[i]]--) >= quotas[users[i]])
                continue;
            isHeldOut[i] = true;
            quotas[users[i]]--;
        }

        return isHeldOut;
    }
}
