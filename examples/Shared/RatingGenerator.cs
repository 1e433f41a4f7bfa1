namespace AutoRec.Examples;

/// <summary>Generates ratings similar to MovieLens from a known model, so that the lowest possible error is known too.</summary>
/// <remarks>
/// <para>The same arguments give the same ratings, with any number of threads.</para>
/// <para>
/// Pairs: a user has a minimum number of ratings (20 if possible) plus a Weibull-distributed number. Items are drawn without repetition by
/// popularity, which is Weibull-distributed with a heavier tail. Every user and item gets a rating if there are enough. Users prefer items
/// that they like: each popularity is multiplied by <c>e^(1.5 tanh(p_u·q_i))</c>. So the choice of items carries information, as in real
/// ratings.
/// </para>
/// <para>
/// Stars: <c>score(u, i) = mean + b_u + c_i + A·tanh(p_u·q_i)</c> and <c>star = clip(round(score + noise), 1, 5)</c> with Gaussian noise of
/// known deviation. Biases are Gaussian, and higher for popular items; <c>p</c> and <c>q</c> have a few Gaussian factors. At the default
/// shape, biases alone reach an RMSE of about 0.94, as in MovieLens 100K, and the lowest possible RMSE is about 0.82.
/// </para>
/// </remarks>
internal static class RatingGenerator
{
    public const int MinStar = 1;
    public const int MaxStar = 5;

    private const int MinRatingsPerUser = 20;

    // The inverse shapes of the Weibull distributions. A greater value gives a heavier tail.
    private const double ActivityTail = 1.25;
    private const double PopularityTail = 1.54;

    private const int Factors = 4;
    private const double Mean = 3;
    private const double UserBiasDeviation = 0.47;
    private const double ItemBiasDeviation = 0.45;
    private const double PopularityBias = 0.25;
    private const double TasteAmplitude = 1;
    private const double ChoiceByTaste = 1.5;
    private const double NoiseDeviation = 0.86;

    // Each kind of draw has its own random stream, so that a change to one does not affect the others.
    private const ulong ActivityStream = 1;
    private const ulong PopularityStream = 2;
    private const ulong CoverageStream = 3;
    private const ulong ShuffleStream = 4;
    private const ulong UserStream = 5;
    private const ulong ItemStream = 6;
    private const ulong ChoiceStream = 7;
    private const ulong NoiseStream = 8;

    /// <summary>Generates as many users, items and ratings as in MovieLens 100K.</summary>
    public static GeneratedRatings Generate(int seed = 1) => Generate(943, 1682, 100_000, seed);

    /// <summary>
    /// Generates exactly <paramref name="ratings"/> ratings of different pairs of <paramref name="users"/> users and
    /// <paramref name="items"/> items, in random order.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or there are more ratings than pairs.</exception>
    public static GeneratedRatings Generate(int users, int items, int ratings, int seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(users);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(items);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ratings);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ratings, (long)users * items, nameof(ratings));

        var popularity = Weibull(items, PopularityTail, new Randomness(seed, PopularityStream));
        var generated = new GeneratedRatings(users, items, ratings);
        var tastes = new Tastes(users, items, seed);
        ChoosePairs(generated, popularity, tastes, seed);
        Shuffle(generated.Users, generated.Items, new Randomness(seed, ShuffleStream));
        Rate(generated, popularity, tastes, seed);
        return generated;
    }

    /// <summary>Sets users and items, user by user.</summary>
    private static void ChoosePairs(GeneratedRatings generated, double[] popularity, Tastes tastes, int seed)
    {
        var (users, items) = (generated.UserCount, generated.ItemCount);
        var counts = CountRatingsOfUsers(generated, new Randomness(seed, ActivityStream));
        var starts = new int[users + 1];
        for (var user = 0; user < users; user++)
            starts[user + 1] = starts[user] + counts[user];

        // Each user first gets a part of a shuffled list of all items, in proportion to the user's number of ratings. So each item is
        // rated, and no user rates an item twice.
        var ratings = starts[users];
        var covered = Math.Min(items, ratings);
        var coverage = Enumerable.Range(0, items).ToArray();
        Shuffle(coverage, coverage, new Randomness(seed, CoverageStream));

        var drawn = new AliasTable(popularity);
        Parallel.For(0, users, () => new ItemSampler(drawn, popularity, tastes), (user, _, sampler) =>
        {
            var given = coverage.AsSpan((int)((long)covered * starts[user] / ratings)..(int)((long)covered * starts[user + 1] / ratings));
            var chosen = generated.Items.AsSpan(starts[user]..starts[user + 1]);
            generated.Users.AsSpan(starts[user]..starts[user + 1]).Fill(user);
            sampler.Fill(user, chosen, given, new Randomness(seed, ChoiceStream, (ulong)user));
            return sampler;
        }, _ => { });
    }

    /// <summary>
    /// The number of ratings of each user, at most the number of items: <c>minimum + scale·Weibull</c>, scaled to the given sum.
    /// </summary>
    private static int[] CountRatingsOfUsers(GeneratedRatings generated, Randomness random)
    {
        var (users, items, ratings) = (generated.UserCount, generated.ItemCount, generated.Count);
        var minimum = ratings < users ? 0 : Math.Clamp(ratings / users / 2, 1, MinRatingsPerUser);
        var activity = Weibull(users, ActivityTail, random);

        double Share(int user, double scale) => Math.Min(items, minimum + (scale * activity[user]));
        double Sum(double scale) => Enumerable.Range(0, users).Sum(user => Share(user, scale));

        var (low, high) = (0.0, 1.0);
        while (Sum(high) < ratings && high < 1e300)
            high *= 2;
        for (var step = 0; step < 100 && low < high; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Sum(middle) < ratings ? (middle, high) : (low, middle);
        }

        // Rounding the running sum instead of each summand keeps the total.
        var counts = new int[users];
        var (sum, assigned) = (0.0, 0);
        for (var user = 0; user < users; user++)
        {
            sum += Share(user, high);
            counts[user] = Math.Clamp((int)Math.Round(sum) - assigned, minimum, items);
            assigned += counts[user];
        }

        for (var user = 0; assigned != ratings; user = (user + 1) % users)
        {
            var step = Math.Sign(ratings - assigned);
            if (counts[user] + step < minimum || counts[user] + step > items)
                continue;
            counts[user] += step;
            assigned += step;
        }

        return counts;
    }

    /// <summary>Sets the stars, with their means and variances.</summary>
    private static void Rate(GeneratedRatings generated, double[] popularity, Tastes tastes, int seed)
    {
        var userBias = Gaussians(generated.UserCount, new Randomness(seed, UserStream, 1));
        var itemBias = Gaussians(generated.ItemCount, new Randomness(seed, ItemStream, 1));
        for (var item = 0; item < itemBias.Length; item++)
            itemBias[item] = (ItemBiasDeviation * itemBias[item]) + (PopularityBias * Math.Log(popularity[item]));

        Parallel.For(0, generated.Count, row =>
        {
            var (user, item) = (generated.Users[row], generated.Items[row]);
            var score = Mean + (UserBiasDeviation * userBias[user]) + itemBias[item] + (TasteAmplitude * tastes.Match(user, item));
            var noise = NoiseDeviation * new Randomness(seed, NoiseStream, (ulong)row).NextGaussian();
            generated.Stars[row] = (float)Math.Clamp(Math.Floor(score + noise + 0.5), MinStar, MaxStar);
            (generated.Expected[row], generated.Variance[row]) = Moments(score);
        });
    }

    /// <summary>Mean and variance of <c>clip(round(score + noise))</c>, from the probabilities of at least 2, 3, 4 and 5.</summary>
    private static (float Mean, float Variance) Moments(double score)
    {
        double mean = MinStar;
        double square = MinStar * MinStar;
        for (var star = MinStar + 1; star <= MaxStar; star++)
        {
            var atLeast = NormalCdf((score - (star - 0.5)) / NoiseDeviation);
            mean += atLeast;
            square += ((2 * star) - 1) * atLeast;
        }

        return ((float)mean, (float)Math.Max(0, square - (mean * mean)));
    }

    /// <summary>
    /// The normal distribution function by Marsaglia's series, <c>½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …)</c>, exact up to rounding (Journal of
    /// Statistical Software 11(4), 2004).
    /// </summary>
    internal static double NormalCdf(double x)
    {
        if (Math.Abs(x) > 9)
            return x < 0 ? 0 : 1;

        var (sum, term) = (x, x);
        for (var divisor = 3; Math.Abs(term) > 1e-17 * Math.Abs(sum); divisor += 2)
        {
            term *= x * x / divisor;
            sum += term;
        }

        return Math.Clamp(0.5 + (sum * Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI)), 0, 1);
    }

    private static double[] Weibull(int count, double tail, Randomness random)
    {
        var values = new double[count];
        foreach (ref var value in values.AsSpan())
            value = Math.Pow(random.NextExponential(), tail);
        return values;
    }

    private static double[] Gaussians(int count, Randomness random)
    {
        var values = new double[count];
        foreach (ref var value in values.AsSpan())
            value = random.NextGaussian();
        return values;
    }

    /// <summary>Shuffles two arrays in the same way; they may be the same array.</summary>
    private static void Shuffle(int[] first, int[] second, Randomness random)
    {
        for (var last = first.Length - 1; last > 0; last--)
        {
            var other = random.NextIndex(last + 1);
            (first[last], first[other]) = (first[other], first[last]);
            if (second != first)
                (second[last], second[other]) = (second[other], second[last]);
        }
    }

    /// <summary>SplitMix64, which does not depend on the .NET version and gives many independent streams from one seed.</summary>
    private struct Randomness(int seed, ulong stream, ulong substream = 0)
    {
        private const ulong Golden = 0x9E3779B97F4A7C15;

        private ulong _state = Mix(Mix(Mix((ulong)seed + Golden) + stream + Golden) + substream + Golden);

        public ulong Next() => Mix(_state += Golden);

        /// <summary>A uniform number above 0 and below 1.</summary>
        public double NextDouble() => ((Next() >> 12) + 0.5) * (1.0 / (1L << 52));

        public int NextIndex(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

        public double NextExponential() => -Math.Log(NextDouble());

        /// <summary>A standard normal number, by the method of Box and Muller.</summary>
        public double NextGaussian() => Math.Sqrt(2 * NextExponential()) * Math.Cos(2 * Math.PI * NextDouble());

        private static ulong Mix(ulong z)
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Draws an index with a probability proportional to its weight, in constant time (Walker 1977, Vose 1991).</summary>
    private sealed class AliasTable
    {
        private readonly double[] _threshold;
        private readonly int[] _alias;

        public AliasTable(double[] weights)
        {
            var scale = weights.Length / weights.Sum();
            _threshold = [.. weights.Select(weight => weight * scale)];
            _alias = [.. Enumerable.Range(0, weights.Length)];
            var poor = new Stack<int>(_alias.Where(index => _threshold[index] < 1));
            var rich = new Stack<int>(_alias.Where(index => _threshold[index] >= 1));
            while (poor.Count > 0 && rich.TryPop(out var donor))
            {
                var taker = poor.Pop();
                _alias[taker] = donor;
                _threshold[donor] -= 1 - _threshold[taker];
                (_threshold[donor] < 1 ? poor : rich).Push(donor);
            }
        }

        public int Draw(ref Randomness random)
        {
            var index = random.NextIndex(_alias.Length);
            return random.NextDouble() < _threshold[index] ? index : _alias[index];
        }
    }

    /// <summary>Draws items without repetition, one user at a time.</summary>
    private sealed class ItemSampler(AliasTable table, double[] popularity, Tastes tastes)
    {
        // Rejecting repeated items is fast while a user rates a small part of the items. For others, arrival times are drawn.
        private const int RepeatsPayBelow = 8;

        private readonly int[] _takenAt = new int[popularity.Length];
        private int _turn;

        /// <summary>Starts with the <paramref name="given"/> items and draws the others.</summary>
        public void Fill(int user, Span<int> chosen, ReadOnlySpan<int> given, Randomness random)
        {
            _turn++;
            given.CopyTo(chosen);
            foreach (var item in given)
                _takenAt[item] = _turn;

            var open = chosen[given.Length..];
            if ((long)chosen.Length * RepeatsPayBelow > popularity.Length)
                FillByArrival(user, open, ref random);
            else
                FillByRepeating(user, open, ref random);
        }

        private void FillByRepeating(int user, Span<int> open, ref Randomness random)
        {
            foreach (ref var item in open)
            {
                do
                    item = table.Draw(ref random);
                while (_takenAt[item] == _turn || random.NextDouble() > Appeal(user, item));
                _takenAt[item] = _turn;
            }
        }

        /// <summary>
        /// Draws from the same distribution: items whose arrival rates equal their weights arrive in that order (Efraimidis and Spirakis,
        /// 2006).
        /// </summary>
        private void FillByArrival(int user, Span<int> open, ref Randomness random)
        {
            var free = 0;
            var arrivals = new double[popularity.Length];
            var items = new int[popularity.Length];
            for (var item = 0; item < popularity.Length; item++)
            {
                if (_takenAt[item] == _turn)
                    continue;
                arrivals[free] = random.NextExponential() / (popularity[item] * Appeal(user, item));
                items[free++] = item;
            }

            Array.Sort(arrivals, items, 0, free);
            items.AsSpan(0, open.Length).CopyTo(open);
        }

        /// <summary>The factor of a user's taste on an item's popularity, at most 1.</summary>
        private double Appeal(int user, int item) => Math.Exp(ChoiceByTaste * (tastes.Match(user, item) - 1));
    }

    /// <summary>The factors of users and items.</summary>
    private sealed class Tastes(int users, int items, int seed)
    {
        private readonly double[] _taste = Gaussians(users * Factors, new Randomness(seed, UserStream, 0));
        private readonly double[] _trait = Gaussians(items * Factors, new Randomness(seed, ItemStream, 0));

        /// <summary>How much a user likes an item, from −1 to 1.</summary>
        public double Match(int user, int item)
        {
            var match = 0.0;
            for (var factor = 0; factor < Factors; factor++)
                match += _taste[(user * Factors) + factor] * _trait[(item * Factors) + factor];
            return Math.Tanh(match / Math.Sqrt(Factors));
        }
    }
}

/// <summary>Generated ratings in time order, with their true means and variances.</summary>
internal sealed class GeneratedRatings(int users, int items, int ratings)
{
    public int UserCount { get; } = users;

    public int ItemCount { get; } = items;

    public int Count { get; } = ratings;

    /// <summary>The user of each rating, from 0 to <see cref="UserCount"/> (excluded).</summary>
    public int[] Users { get; } = new int[ratings];

    /// <summary>The item of each rating, from 0 to <see cref="ItemCount"/> (excluded).</summary>
    public int[] Items { get; } = new int[ratings];

    /// <summary>The stars of each rating: 1, 2, 3, 4 or 5.</summary>
    public float[] Stars { get; } = new float[ratings];

    /// <summary>The mean of the stars of each pair over the noise, which is the best possible prediction.</summary>
    public float[] Expected { get; } = new float[ratings];

    /// <summary>The variance of the stars of each pair around <see cref="Expected"/>, which no prediction can remove.</summary>
    public float[] Variance { get; } = new float[ratings];

    /// <summary>The expected RMSE of the best possible predictions on <paramref name="rows"/>.</summary>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public double NoiseFloor(IEnumerable<int> rows) => Math.Sqrt(rows.Average(row => (double)Variance[row]));

    /// <summary>The expected RMSE of the best possible predictions on all ratings.</summary>
    public double NoiseFloor() => Math.Sqrt(Variance.Average(variance => (double)variance));

    /// <summary>
    /// Writes the ratings in the format of u.data in MovieLens 100K: user and item from 1, stars and an increasing timestamp, with tabs.
    /// </summary>
    public void Write(TextWriter writer)
    {
        const long FirstTimestamp = 874_724_710;
        for (var row = 0; row < Count; row++)
        {
            var line = $"{Users[row] + 1}\t{Items[row] + 1}\t{Stars[row]}\t{FirstTimestamp + row}\n";
            writer.Write(line);
        }
    }
}
