using AutoRec.Examples;
using AutoRec.Tests.MovieLens;
using Microsoft.ML;

namespace AutoRec.Tests;

[TestClass]
public sealed class RatingGeneratorTests
{
    private static readonly GeneratedRatings Default = RatingGenerator.Generate();

    [TestMethod]
    public void Generate_DefaultShape_IsThatOfMovieLens100K()
    {
        Assert.AreEqual((943, 1682, 100_000), (Default.UserCount, Default.ItemCount, Default.Count));
        Assert.HasCount(100_000, Default.Users.Zip(Default.Items).Distinct());
        Assert.IsGreaterThanOrEqualTo(20, Counts(Default.Users, 943).Min());
        Assert.IsGreaterThanOrEqualTo(1, Counts(Default.Items, 1682).Min());
        Assert.IsTrue(Default.Stars.All(star => star is 1 or 2 or 3 or 4 or 5));
    }

    [TestMethod]
    public void Generate_DefaultShape_HasLongTails()
    {
        AssertTail(Counts(Default.Users, 943), topShare: 0.25);
        AssertTail(Counts(Default.Items, 1682), topShare: 0.35);

        static void AssertTail(int[] counts, double topShare)
        {
            Array.Sort(counts);
            Assert.IsLessThan(0.75 * counts.Average(), counts[counts.Length / 2], "The median must be well below the mean.");
            Assert.IsGreaterThan(
                topShare, counts[^(counts.Length / 10)..].Sum() / 100_000.0, "The top tenth must have much more than a tenth of all.");
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Generate_DefaultShape_IsAsHardAsMovieLens100K(int seed)
    {
        var ratings = RatingGenerator.Generate(seed);
        var test = Enumerable.Range(90_000, 10_000).ToArray();

        var floor = ratings.NoiseFloor(test);

        Assert.IsInRange(3.4, 3.7, ratings.Stars.Average());
        Assert.IsInRange(0.80, 0.85, floor);
        Assert.IsInRange(0.92, 0.96, BiasOnlyRmse(ratings, test));
        Assert.IsInRange(floor - 0.015, floor + 0.015, Rmse(ratings, test, row => ratings.Expected[row]));
    }

    [TestMethod]
    public void Generate_KnownMoments_AreThoseOfTheStars()
    {
        // The mean of 100,000 independent errors of variance v stays within four standard deviations, 4·√(v/100000).
        var rows = Enumerable.Range(0, Default.Count).ToArray();
        var variance = Default.NoiseFloor() * Default.NoiseFloor();

        var errors = rows.Select(row => Default.Stars[row] - (double)Default.Expected[row]).ToArray();
        Assert.AreEqual(0, errors.Average(), 4 * Math.Sqrt(variance / Default.Count));
        Assert.AreEqual(variance, errors.Average(error => error * error), 0.02);
        Assert.IsTrue(rows.All(row => Default.Expected[row] is >= 1 and <= 5 && Default.Variance[row] is >= 0 and <= 4));
    }

    [TestMethod]
    public void NoiseFloor_Rows_IsTheRootOfTheirMeanVariance()
    {
        Assert.AreEqual(Math.Sqrt((Default.Variance[3] + (double)Default.Variance[8]) / 2), Default.NoiseFloor([3, 8]), 1e-12);
        Assert.ThrowsExactly<InvalidOperationException>(() => Default.NoiseFloor([]));
    }

    [TestMethod]
    [DataRow(0.0, 0.5)]
    [DataRow(1.0, 0.841344746068543)]
    [DataRow(-1.96, 0.024997895148220)]
    [DataRow(3.0, 0.998650101968370)]
    [DataRow(-6.0, 9.865876e-10)]
    [DataRow(20.0, 1.0)]
    [DataRow(double.NegativeInfinity, 0.0)]
    public void NormalCdf_KnownValues_AreMet(double x, double expected) => Assert.AreEqual(expected, RatingGenerator.NormalCdf(x), 1e-14);

    [TestMethod]
    public void Generate_SameSeed_RepeatsToTheBit()
    {
        var again = RatingGenerator.Generate(943, 1682, 100_000);

        Assert.IsTrue(again.Users.SequenceEqual(Default.Users) && again.Items.SequenceEqual(Default.Items));
        Assert.IsTrue(again.Stars.SequenceEqual(Default.Stars) && again.Expected.SequenceEqual(Default.Expected));
        Assert.IsTrue(again.Variance.SequenceEqual(Default.Variance));
    }

    [TestMethod]
    public void Generate_AnotherSeed_DiffersInEverything()
    {
        var other = RatingGenerator.Generate(seed: 2);

        Assert.IsFalse(Counts(other.Users, 943).SequenceEqual(Counts(Default.Users, 943)));
        Assert.IsFalse(Counts(other.Items, 1682).SequenceEqual(Counts(Default.Items, 1682)));
        Assert.IsFalse(other.Stars.SequenceEqual(Default.Stars));
    }

    [TestMethod]
    [DataRow(1, 1, 1)]
    [DataRow(30, 20, 600, DisplayName = "every pair")]
    [DataRow(30, 20, 590)]
    [DataRow(50, 40, 600)]
    [DataRow(100, 80, 50, DisplayName = "fewer ratings than users and items")]
    [DataRow(100, 20, 90)]
    [DataRow(5, 1000, 900)]
    [DataRow(1000, 5, 1000)]
    public void Generate_OddShapes_HaveDistinctPairsOfAllUsersAndItems(int users, int items, int count)
    {
        var ratings = RatingGenerator.Generate(users, items, count, seed: 3);

        Assert.HasCount(count, ratings.Users.Zip(ratings.Items).Distinct());
        if (count >= users)
            Assert.HasCount(users, ratings.Users.Distinct());
        Assert.HasCount(Math.Min(items, count), ratings.Items.Distinct());
    }

    [TestMethod]
    [DataRow(0, 5, 5)]
    [DataRow(5, 0, 5)]
    [DataRow(5, 5, 0)]
    [DataRow(5, 5, 26)]
    public void Generate_ImpossibleShape_IsRefused(int users, int items, int count) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => RatingGenerator.Generate(users, items, count));

    [TestMethod]
    public void Generate_Order_IsShuffled()
    {
        // The first half of a shuffled list has about half of the ratings of the busiest user.
        var busiest = Default.Users.GroupBy(user => user).MaxBy(group => group.Count())!;

        Assert.IsInRange(0.4, 0.6, Default.Users.Take(50_000).Count(user => user == busiest.Key) / (double)busiest.Count());
    }

    [TestMethod]
    public void Write_ThenLoadMovieLens_ReadsTheSameRatings()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("u.data", "");
        using (var writer = new StreamWriter(file))
            Default.Write(writer);

        var ml = new MLContext();
        var rows = ml.Data.CreateEnumerable<MovieLensRating>(ml.Data.LoadMovieLens(file), reuseRowObject: false).ToArray();

        Assert.AreSequenceEqual(Default.Users, rows.Select(row => row.UserId - 1));
        Assert.AreSequenceEqual(Default.Items, rows.Select(row => row.ItemId - 1));
        Assert.AreSequenceEqual(Default.Stars, rows.Select(row => row.Label));
        Assert.IsTrue(rows.Zip(rows.Skip(1)).All(pair => pair.First.Timestamp < pair.Second.Timestamp));
    }

    private static int[] Counts(int[] ids, int size)
    {
        var counts = new int[size];
        foreach (var id in ids)
            counts[id]++;
        return counts;
    }

    /// <summary>The RMSE of mean, user bias and item bias, damped and fitted in turns to the rows before the test rows.</summary>
    private static double BiasOnlyRmse(GeneratedRatings ratings, int[] test)
    {
        var train = Enumerable.Range(0, test[0]).ToArray();
        var mean = train.Average(row => (double)ratings.Stars[row]);
        var (users, items) = (new double[ratings.UserCount], new double[ratings.ItemCount]);
        for (var turn = 0; turn < 10; turn++)
        {
            Fit(users, ratings.Users, row => ratings.Stars[row] - mean - items[ratings.Items[row]]);
            Fit(items, ratings.Items, row => ratings.Stars[row] - mean - users[ratings.Users[row]]);
        }

        return Rmse(ratings, test, row => mean + users[ratings.Users[row]] + items[ratings.Items[row]]);

        void Fit(double[] biases, int[] ids, Func<int, double> rest)
        {
            const double Damping = 4;
            var counts = new int[biases.Length];
            Array.Clear(biases);
            foreach (var row in train)
            {
                biases[ids[row]] += rest(row);
                counts[ids[row]]++;
            }

            for (var id = 0; id < biases.Length; id++)
                biases[id] /= counts[id] + Damping;
        }
    }

    private static double Rmse(GeneratedRatings ratings, int[] rows, Func<int, double> predict) =>
        Math.Sqrt(rows.Average(row => Math.Pow(ratings.Stars[row] - Math.Clamp(predict(row), 1, 5), 2)));
}
