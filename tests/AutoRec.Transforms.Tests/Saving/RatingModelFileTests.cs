using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>Models saved by ML.NET and loaded without it.</summary>
[TestClass]
public sealed class RatingModelFileTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("autorec-tests-").FullName;

    private string FileName => Path.Combine(_folder, "model.zip");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow(AutoRecVariant.ItemBased)]
    [DataRow(AutoRecVariant.UserBased)]
    public void Load_SingleModel_GivesTheScoresOfMLNetBitForBit(AutoRecVariant variant) =>
        AssertSameScores(TestModels.Prediction(new() { Variant = variant, Widths = [5, 3, 5] }));

    [TestMethod]
    [DataRow(AutoRecVariant.ItemBased)]
    [DataRow(AutoRecVariant.UserBased)]
    public void Load_Blend_GivesTheScoresOfMLNetBitForBit(AutoRecVariant first) =>
        AssertSameScores(TestModels.Blend(TestModels.Default with { Variant = first }));

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Load_OneClassModel_GivesTheScoresOfMLNetBitForBit(bool keepRatings) => AssertSameScores(TestModels.OneClass(keepRatings));

    [TestMethod]
    public void Load_ModelsWithoutIndicesForUnratedKeys_GiveTheScoresOfMLNetBitForBit()
    {
        foreach (var variant in KeyedModels.Variants)
            AssertSameScores(KeyedModels.Single(variant));
        AssertSameScores(KeyedModels.Blend());
        AssertSameScores(KeyedModels.OneClass());
    }

    [TestMethod]
    public void LoadRecommender_NoIndicesForUnratedKeys_TakesKeys()
    {
        var blend = KeyedModels.Blend();
        Save(blend);
        var loaded = RatingModelFile.LoadRecommender(FileName);
        Assert.AreSequenceEqual(KeyedModels.Keys.Users.Keys, loaded.Users);
        Assert.AreSequenceEqual(KeyedModels.Keys.Items.Keys, loaded.Items);
        foreach (var item in loaded.Items)
            Assert.AreEqual(blend.Model.Score(item, loaded.Users[7]), loaded.Predict(loaded.Users[7], item).Rating);
    }

    [TestMethod]
    public void Load_OneClassModel_DoesNotHoldTheFactorsTwice()
    {
        var oneClass = TestModels.OneClass(keepRatings: false);
        Save(oneClass);
        using var archive = ZipFile.OpenRead(FileName);
        var length = archive.Entries.Where(entry => entry.Name == "Model.key").Max(entry => entry.Length);
        var values = (oneClass.Model.ItemCount + oneClass.Model.UserCount) * oneClass.Model.Choice.FactorCount;
        Assert.IsLessThan(600, length - (values * sizeof(float)));
    }

    [TestMethod]
    public void LoadRecommender_OneClassModel_RecommendsLikeTheFittedOne()
    {
        var oneClass = TestModels.OneClass();
        Save(oneClass);
        var loaded = RatingModelFile.LoadRecommender(FileName);
        var fitted = _mlContext.Model.CreateRecommender<string, int>(
            SmallRatings.Keys(_mlContext).Append(oneClass), SmallRatings.Load(_mlContext, SmallRatings.All).Schema);
        for (var user = 0; user < loaded.Users.Count; user++)
        {
            Assert.AreSequenceEqual(
                fitted.Recommend(fitted.Users[user]).Select(recommendation => (recommendation.Item, recommendation.Score)),
                loaded.Recommend(user).Select(recommendation => (fitted.Items[recommendation.Item], recommendation.Score)));
        }
    }

    [TestMethod]
    [DataRow("autorec-format-1")]
    [DataRow("autorec-format-1-blend")]
    [DataRow("autorec-format-2")]
    [DataRow("autorec-format-2-blend")]
    [DataRow("autorec-format-3")]
    [DataRow("autorec-format-3-blend")]
    public void Load_ModelOfAnyFormat_HasItsItemsAndUsers(string name)
    {
        var model = RatingModelFile.Load(Path.Combine(AppContext.BaseDirectory, "Models", $"{name}.zip"));
        Assert.AreEqual((SmallRatings.ItemCount, SmallRatings.UserCount), (model.ItemCount, model.UserCount));
        Assert.IsTrue(model.HasItem(0) && model.HasUser(0));
    }

    [TestMethod]
    public void Load_NoSuchFile_IsFileNotFound() =>
        Assert.Contains("model.zip", Assert.ThrowsExactly<FileNotFoundException>(() => RatingModelFile.Load(FileName)).Message);

    [TestMethod]
    public void Load_FileThatIsNoZip_NamesTheFile()
    {
        File.WriteAllText(FileName, "no model");
        var error = Assert.ThrowsExactly<InvalidDataException>(() => RatingModelFile.Load(FileName));
        Assert.AreEqual($"'{FileName}' is no model file; expected one that mlContext.Model.Save wrote.", error.Message);
    }

    [TestMethod]
    public void Load_PipelineWithoutAutoRec_SaysWhatToSave()
    {
        _mlContext.Model.Save(SmallRatings.Keys(_mlContext), SmallRatings.Load(_mlContext, SmallRatings.All).Schema, FileName);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => RatingModelFile.Load(FileName));
        Assert.Contains($"'{FileName}' contains 0 AutoRec models; expected one", error.Message);
    }

    [TestMethod]
    public void Load_TwoAutoRecs_NamesTheFileAndTheirNumber()
    {
        Save(new TransformerChain<ITransformer>(TestModels.Prediction(TestModels.Default), TestModels.Blend(TestModels.Default)));
        var error = Assert.ThrowsExactly<InvalidDataException>(() => RatingModelFile.Load(FileName));
        Assert.Contains($"'{FileName}' contains 2 AutoRec models; expected one", error.Message);
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("")]
    public void Load_NoPath_IsRefused(string? path) =>
        Assert.AreEqual("path", Assert.Throws<ArgumentException>(() => RatingModelFile.Load(path!)).ParamName);

    [TestMethod]
    [DataRow(300, DisplayName = "in the content")]
    [DataRow(-10, DisplayName = "in the checksum")]
    public void Load_ModelWithAnAlteredByte_IsRefused(int position)
    {
        Save(TestModels.Prediction(TestModels.Default));
        AlterModel(bytes => bytes[position < 0 ? EndOfContent(bytes) + position : position] ^= 1);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => RatingModelFile.Load(FileName));
        Assert.StartsWith($"'{FileName}' cannot be loaded: The model is truncated or altered", error.Message);
    }

    [TestMethod]
    [DataRow(0x17, (byte)1, DisplayName = "content that begins beyond the end")]
    [DataRow(0x1E, (byte)1, DisplayName = "content of 2^48 bytes")]
    [DataRow(0x1F, (byte)0xFF, DisplayName = "content of negative length")]
    public void Load_HeaderWithAHugeLength_IsRefusedWithoutAllocatingIt(int position, byte value)
    {
        Save(TestModels.Prediction(TestModels.Default));
        AlterModel(bytes => bytes[position] = value);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("expected 256 to", Assert.ThrowsExactly<InvalidDataException>(() => RatingModelFile.Load(FileName)).Message);
        Assert.IsLessThan(4 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Load_MegabytesOfZerosInOtherEntriesAndBehindTheModel_AreNotUnpacked()
    {
        Save(TestModels.Prediction(TestModels.Default));
        var expected = RatingModelFile.Load(FileName).Score(0, 0);
        var zeros = new byte[64 << 20];
        AlterModel(bytes => [.. bytes, .. zeros]);
        using (var archive = ZipFile.Open(FileName, ZipArchiveMode.Update))
        {
            using var stream = archive.CreateEntry("Other/Model.key", CompressionLevel.Fastest).Open();
            stream.Write(zeros);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.AreEqual(expected, RatingModelFile.Load(FileName).Score(0, 0));
        Assert.IsLessThan(4 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>The position after the checksum, from ML.NET's header.</summary>
    private static int EndOfContent(byte[] bytes) => (int)(BitConverter.ToInt64(bytes, 0x10) + BitConverter.ToInt64(bytes, 0x18));

    private void AssertSameScores(ITransformer prediction)
    {
        Save(prediction);
        var model = RatingModelFile.Load(FileName);
        var scored = prediction.Transform(SmallRatings.LoadKeyed(_mlContext, SmallRatings.All));
        uint[] items = [.. scored.GetColumn<uint>("item")], users = [.. scored.GetColumn<uint>("user")];
        float[] expected = [.. scored.GetColumn<float>("Score")];
        Assert.IsGreaterThan(100, expected.Length);
        Assert.AreSequenceEqual(
            expected.Select(BitConverter.SingleToInt32Bits),
            items.Zip(users, (item, user) => model.Score(item: (int)item - 1, user: (int)user - 1)).Select(BitConverter.SingleToInt32Bits));
    }

    private void Save(ITransformer prediction) => _mlContext.Model.Save(
        SmallRatings.Keys(_mlContext).Append(prediction), SmallRatings.Load(_mlContext, SmallRatings.All).Schema, FileName);

    private void AlterModel(Action<byte[]> alter) => AlterModel(bytes =>
    {
        alter(bytes);
        return bytes;
    });

    private void AlterModel(Func<byte[], byte[]> alter)
    {
        using var archive = ZipFile.Open(FileName, ZipArchiveMode.Update);
        var entry = archive.Entries.Last(candidate => candidate.Name == "Model.key" && IsAutoRec(Read(candidate)));
        var bytes = alter(Read(entry));
        using var stream = entry.Open();
        stream.Write(bytes);

        static bool IsAutoRec(byte[] bytes) => bytes.AsSpan(0x40).StartsWith("AUTOREC"u8);

        static byte[] Read(ZipArchiveEntry entry)
        {
            using var content = new MemoryStream();
            using (var stream = entry.Open())
                stream.CopyTo(content);
            return content.ToArray();
        }
    }
}
