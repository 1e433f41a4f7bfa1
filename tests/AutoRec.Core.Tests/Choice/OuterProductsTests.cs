using AutoRec.Choice;

namespace AutoRec.Tests;

[TestClass]
public sealed class OuterProductsTests
{
    [TestMethod]
    [DataRow(1, 8)]
    [DataRow(7, 24)]
    [DataRow(40, 64)]
    public void Add_AnyVectors_GivesTheBitsOfPlainLoops(int count, int length)
    {
        var random = new Random(3);
        double[] vectors = [.. Enumerable.Range(0, count * length).Select(_ => random.NextDouble() - 0.5)];
        double[] tiled = [.. Enumerable.Range(0, length * length).Select(_ => random.NextDouble())];
        var plain = tiled.ToArray();
        for (var n = 0; n < count; n++)
        {
            for (var i = 0; i < length; i++)
            {
                for (var j = 0; j <= i; j++)
                    plain[(i * length) + j] += vectors[(n * length) + i] * vectors[(n * length) + j];
            }
        }

        // In two calls, as of two blocks.
        var half = count / 2 * length;
        OuterProducts.Add(vectors.AsSpan(0, half), length, tiled);
        OuterProducts.Add(vectors.AsSpan(half), length, tiled);
        for (var i = 0; i < length; i++)
            Assert.AreSequenceEqual(plain[(i * length)..((i * length) + i + 1)], tiled[(i * length)..((i * length) + i + 1)]);
    }

    [TestMethod]
    [DataRow(1, 8)]
    [DataRow(8, 8)]
    [DataRow(9, 16)]
    public void PaddedLength_AnyLength_IsAMultipleOfEight(int length, int padded) =>
        Assert.AreEqual(padded, OuterProducts.PaddedLength(length));

    [TestMethod]
    [DataRow(1)]
    [DataRow(6)]
    [DataRow(64)]
    public void Encode_AnyNumberOfFactors_SolvesTheNormalEquations(int factorCount)
    {
        const int ItemCount = 90;
        var random = new Random(7);
        float[] factors = [.. Enumerable.Range(0, ItemCount * factorCount).Select(_ => (float)(random.NextDouble() - 0.5))];
        int[] counts = [.. Enumerable.Repeat(3, ItemCount)];
        var model = new ChoiceModel(new RatingScale(1, 5), mean: 3.5f, userCount: 20, counts, factors);
        int[] items = [.. Enumerable.Range(0, 70)]; // More than one block.
        float[] ratings = [.. items.Select(item => 1f + (item % 5))];

        // The gradient (1 + α) Σ x v − Σ v (v·w) − α Σ_all v (v·w) − r w is zero.
        var code = model.Encode(items, ratings);
        var gradient = Array.ConvertAll(code, w => -(double)ChoiceModel.PenaltyOf(items.Length, ItemCount) * w);
        for (var item = 0; item < ItemCount; item++)
        {
            double weight = -ChoiceModel.UnratedWeight * model.Score(code, item);
            if (item < items.Length)
            {
                weight += ((1 + ChoiceModel.UnratedWeight) * ChoiceModel.Grade(ratings[item], model.Scale, model.Mean))
                    - model.Score(code, item);
            }

            for (var k = 0; k < factorCount; k++)
                gradient[k] += weight * model.Factor(item)[k];
        }

        foreach (var slope in gradient)
            Assert.AreEqual(0, slope, 1e-4);
    }
}
