using AutoRec.Saving;

namespace AutoRec.Tests;

/// <summary>Scores of a blend, compared with those of its members.</summary>
[TestClass]
public sealed class BlendScoringTests
{
    private static readonly ModelSettings Unclipped = TestModels.Default with { Clip = false };

    [TestMethod]
    public void Score_KnownPair_IsTheMeanPlusTheWeightedDeviationsOfTheMembers()
    {
        var blend = TestModels.Blend(Unclipped).Model;
        var compared = 0;
        for (var item = 0; item < 5; item++)
        {
            for (var user = 0; user < 5; user++)
            {
                if (!blend.HasItem(item) || !blend.HasUser(user))
                    continue;
                compared++;
                var (byItem, byUser) = (blend.Members[0].Score(item, user), blend.Members[1].Score(item, user));
                var expected = blend.GlobalMean + (0.5 * (byItem - blend.GlobalMean)) + (0.25 * (byUser - blend.GlobalMean));
                Assert.AreEqual(expected, blend.Score(item, user), 1e-5);
            }
        }

        Assert.IsGreaterThan(5, compared);
    }

    [TestMethod]
    [DataRow(-1, 3)]
    [DataRow(3, -1)]
    [DataRow(-1, -1)]
    [DataRow(SmallRatings.ItemCount - 1, 3)]
    public void Score_ColdPair_IsTheScoreOfEveryMember(int item, int user)
    {
        var blend = TestModels.Blend(Unclipped).Model;
        var score = blend.Score(item, user);
        foreach (var member in blend.Members)
            Assert.AreEqual(score, member.Score(item, user));
    }

    [TestMethod]
    public void Score_ColdPairWithNaN_IsNaN() =>
        Assert.IsTrue(float.IsNaN(TestModels.Blend(TestModels.Default with { ColdStart = ColdStart.NaN }).Model.Score(-1, 3)));

    [TestMethod]
    public void Score_BeyondTheLabels_IsClippedIfTheModelClips()
    {
        var wild = TestModels.Default with { Deviation = 3 };
        Assert.IsTrue(Scores(wild).All(score => score is >= 1 and <= 5));
        Assert.IsFalse(Scores(wild with { Clip = false }).All(score => score is >= 1 and <= 5));

        static IEnumerable<float> Scores(ModelSettings settings)
        {
            var blend = TestModels.Blend(settings).Model;
            return Enumerable.Range(0, 20).SelectMany(item => Enumerable.Range(0, 20).Select(user => blend.Score(item, user)));
        }
    }

    [TestMethod]
    public void Read_MembersOfDifferentShapes_IsRefused()
    {
        var other = TestModels.Create(RatingMatrix.Create(2, 2, [0, 1], [0, 1], [1f, 5f]), TestModels.Default);
        AssertNotRead(
            new AutoRecBlendModelParameters([TestModels.Create(TestModels.Default), other], [1, 1]),
            "different numbers of users, items or features");
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    [DataRow(-0.1f)]
    public void Read_NegativeOrInfiniteWeight_IsRefused(float weight) =>
        AssertNotRead(
            new AutoRecBlendModelParameters([TestModels.Create(TestModels.Default)], [weight]), "weight of a member is");

    private static void AssertNotRead(AutoRecBlendModelParameters blend, string says)
    {
        using var stream = new MemoryStream();
        AutoRecBlendModelFormat.Write(new BinaryWriter(stream), blend);
        stream.Position = 0;
        var error = Assert.ThrowsExactly<FormatException>(
            () => AutoRecBlendModelFormat.Read(new BinaryReader(stream), ModelPayload.Format));
        Assert.Contains(says, error.Message);
    }
}
