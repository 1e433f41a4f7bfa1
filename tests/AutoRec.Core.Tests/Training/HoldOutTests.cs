using AutoRec.Training;

namespace AutoRec.Tests;

[TestClass]
public sealed class HoldOutTests
{
    private static readonly double[] Fractions = [0.001, 0.07, 0.1, 0.25, 0.5, 0.9, 0.999];

    [TestMethod]
    [DataRow(2, 0.1, 1)]
    [DataRow(2, 0.99, 1)]
    [DataRow(14, 0.1, 1)]
    [DataRow(15, 0.1, 2)]
    [DataRow(25, 0.1, 3)]
    [DataRow(100, 0.145, 15, DisplayName = "14.5, although the nearest double is less")]
    [DataRow(100_000, 0.1, 10_000)]
    public void Size_IsTheRoundedFractionAndLeavesOneOnEachSide(int count, double fraction, int size) =>
        Assert.AreEqual(size, HoldOut.Size(count, fraction));

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public void Size_FewerThanTwoRatings_SaysSo(int count)
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => HoldOut.Size(count, 0.1));
        Assert.Contains($"The number of ratings is {count}; expected at least 2", error.Message);
    }

    [TestMethod]
    public void AtRandom_EverySeedAndSize_HoldsOutTheExactNumber()
    {
        foreach (var count in (int[])[2, 3, 15, 900])
        {
            foreach (var fraction in Fractions)
            {
                for (var seed = -5; seed < 50; seed++)
                    Assert.AreEqual(HoldOut.Size(count, fraction), HoldOut.AtRandom(count, fraction, seed).Count(isHeldOut => isHeldOut));
            }
        }
    }

    [TestMethod]
    public void AtRandom_ManySeeds_HoldOutEveryRatingEquallyOften()
    {
        var times = new int[10];
        for (var seed = 0; seed < 5000; seed++)
        {
            var isHeldOut = HoldOut.AtRandom(10, 0.3, seed);
            for (var i = 0; i < times.Length; i++)
                times[i] += isHeldOut[i] ? 1 : 0;
        }

        // Expected 1500 times; four standard deviations are 130.
        Assert.IsTrue(Array.TrueForAll(times, n => n is > 1370 and < 1630), string.Join(' ', times));
    }

    [TestMethod]
    public void AtRandom_SameSeed_IsTheSameAndAnotherSeedIsNot()
    {
        Assert.AreSequenceEqual(HoldOut.AtRandom(100, 0.1, seed: 3), HoldOut.AtRandom(100, 0.1, seed: 3));
        Assert.AreNotSequenceEqual(HoldOut.AtRandom(100, 0.1, seed: 3), HoldOut.AtRandom(100, 0.1, seed: 4));
    }

    [TestMethod]
    public void HoldOut_OfAMatrix_SplitsItsRatings()
    {
        int[] users = [.. Enumerable.Range(0, 15).Select(i => i / 3)];
        int[] items = [.. Enumerable.Range(0, 15).Select(i => i % 3)];
        var ratings = RatingMatrix.Create(5, 3, users, items, [.. Enumerable.Range(0, 15).Select(i => (float)i)]);
        for (var seed = 0; seed < 100; seed++)
        {
            var (train, heldOut) = RatingSplit.HoldOut(ratings, 0.1, seed);
            Assert.AreEqual(2, heldOut.Count);
            Assert.AreSequenceEqual(ratings.Values.ToArray(), train.Values.ToArray().Concat(heldOut.Values.ToArray()).Order());
        }
    }

    [TestMethod]
    public void LastOfEach_Users_KeepTheirFirstRatings()
    {
        int[] users = [0, 1, 0, 2, 0, 1, 0];
        int[] order = [6, 5, 4, 3, 2, 1, 0];
        Assert.AreSequenceEqual([0, 1, 2], HeldOut(HoldOut.LastOfEach(users, order, most: 2)));
        Assert.AreSequenceEqual([0, 1, 2, 4], HeldOut(HoldOut.LastOfEach(users, order, most: int.MaxValue)));
        Assert.AreSequenceEqual([4, 5, 6], HeldOut(HoldOut.LastOfEach(users, [0, 1, 2, 3, 4, 5, 6], most: 2)));
    }

    [TestMethod]
    public void FractionOfEach_EverySeed_RoundsEachUserAndIsExactAsAWhole()
    {
        // Users with 1 to 40 ratings.
        int[] users = [.. Enumerable.Range(0, 40).SelectMany(user => Enumerable.Repeat(user, user + 1))];
        new Random(1).Shuffle(users);
        foreach (var fraction in Fractions)
        {
            for (var seed = 0; seed < 50; seed++)
            {
                var isHeldOut = HoldOut.FractionOfEach(users, fraction, seed);
                var sizes = new int[40];
                foreach (var rating in HeldOut(isHeldOut))
                    sizes[users[rating]]++;
                for (var user = 0; user < 40; user++)
                {
                    var share = (decimal)fraction * (user + 1);
                    Assert.IsInRange(Math.Floor(share), Math.Min(Math.Ceiling(share), user), sizes[user], $"user {user}, {fraction}");
                }

                // At 0.999 no user may lose the last rating, so there is one fewer for each user.
                Assert.AreEqual(Math.Min(HoldOut.Size(users.Length, fraction), users.Length - 40), sizes.Sum(), $"{fraction}, seed {seed}");
            }
        }
    }

    [TestMethod]
    public void FractionOfEach_ManySeeds_GiveLightUsersTheirShare()
    {
        // A tenth of two ratings is held out in a fifth of the splits.
        int[] users = [.. Enumerable.Range(0, 75).SelectMany(user => Enumerable.Repeat(user, user < 25 ? 2 : 9))];
        var light = Enumerable.Range(0, 2000).Sum(seed => HeldOut(HoldOut.FractionOfEach(users, 0.1, seed)).Count(r => users[r] < 25));
        Assert.IsInRange(4.7, 5.3, light / 2000.0);
    }

    [TestMethod]
    public void FractionOfEach_TooManySingleRatings_HoldsOutAsManyAsItCan()
    {
        int[] users = [.. Enumerable.Range(0, 98), 98, 98];
        Assert.HasCount(1, HeldOut(HoldOut.FractionOfEach(users, 0.5, seed: 1)));
    }

    [TestMethod]
    public void OfEach_OnlySingleRatings_SaysSo()
    {
        int[] users = [0, 1, 2];
        foreach (var split in (Action[])[() => HoldOut.FractionOfEach(users, 0.5, 1), () => HoldOut.LastOfEach(users, users, 1)])
        {
            var error = Assert.ThrowsExactly<InvalidOperationException>(split).Message;
            Assert.Contains("None of the users of the 3 ratings has two ratings", error);
        }
    }

    [TestMethod]
    public void Folds_Sizes_DifferByOneAtMost()
    {
        for (var seed = 0; seed < 50; seed++)
            Assert.AreSequenceEqual([3, 3, 3, 4, 4], HoldOut.Folds(17, 5, seed).CountBy(fold => fold).Select(fold => fold.Value).Order());
        Assert.AreNotSequenceEqual(HoldOut.Folds(17, 5, seed: 1), HoldOut.Folds(17, 5, seed: 2));
        Assert.Contains("is 4; expected at least 5", Assert.ThrowsExactly<InvalidOperationException>(() => HoldOut.Folds(4, 5, 1)).Message);
    }

    private static int[] HeldOut(bool[] isHeldOut) => [.. Enumerable.Range(0, isHeldOut.Length).Where(i => isHeldOut[i])];
}
