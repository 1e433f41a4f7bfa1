using AutoRec.Saving;
using System.Reflection;
using System.Text;
using AutoRec.Model;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>Model files that were cut, altered, or written by a later version.</summary>
[TestClass]
public sealed class DamagedModelTests
{
    private const int FormatLength = sizeof(int);
    private const string Signature = PredictionFormat.SingleLoader;

    private static readonly byte[] Payload = CreatePayload();
    private static readonly byte[] Zip = CreateZip();

    [TestMethod]
    public void Read_UnalteredPayload_IsTheSameModel() =>
        Assert.AreSequenceEqual(Payload, ToPayload(ReadPayload(Payload)));

    [TestMethod]
    public void Read_PayloadCutAtAnyLength_SaysTruncatedOrAltered()
    {
        for (var length = 0; length < Payload.Length; length++)
            AssertDamaged(() => ReadPayload(Payload[..length]), $"cut to {length} bytes");
    }

    [TestMethod]
    public void Read_PayloadWithOneByteAltered_SaysTruncatedOrAltered()
    {
        for (var position = FormatLength; position < Payload.Length; position++)
            AssertDamaged(() => ReadPayload(Altered(Payload, position)), $"byte {position} altered");
    }

    [TestMethod]
    public void Read_FormatNumberAltered_SaysTruncatedOrAlteredOrNewer()
    {
        for (var position = 0; position < FormatLength; position++)
        {
            var error = Assert.ThrowsExactly<InvalidDataException>(() => ReadPayload(Altered(Payload, position)));
            Assert.IsTrue(
                error.Message.Contains("truncated or altered", StringComparison.Ordinal)
                    || error.Message.Contains("has format", StringComparison.Ordinal),
                error.Message);
        }
    }

    [TestMethod]
    public void Read_PayloadThatAnnouncesMoreThanItHolds_AllocatesNothingForIt()
    {
        // The numbers of rows and columns follow the two names; each byte of them made as large as can be.
        var counts = FormatLength + 1 + "user".Length + 1 + "item".Length;
        var altered = (byte[])Payload.Clone();
        altered.AsSpan(counts, 2 * sizeof(int)).Fill(0x7f);
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertDamaged(() => ReadPayload(altered), "counts altered");
        Assert.IsLessThan(1 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Load_UnalteredZip_Loads() =>
        Assert.IsInstanceOfType<AutoRecPredictionTransformer<AutoRecModelParameters>>(SavedModels.Load(Rezip(entry => entry), out _));

    [TestMethod]
    public void Load_OneByteOfThePayloadAltered_SaysTruncatedOrAltered()
    {
        for (var position = FormatLength; position < Payload.Length; position += 61)
            AssertLoadFails("truncated or altered", Rezip(entry => Altered(entry, PayloadAt(entry) + position)));
    }

    [TestMethod]
    public void Load_EndOfThePayloadLost_SaysTruncatedOrAltered()
    {
        foreach (var lost in new[] { 1, 100, Payload.Length / 2 })
        {
            AssertLoadFails("truncated or altered", Rezip(entry =>
            {
                entry.AsSpan(PayloadAt(entry) + Payload.Length - lost, lost).Clear();
                return entry;
            }));
        }
    }

    [TestMethod]
    public void Load_EntryCutShort_IsRefusedByMLNet()
    {
        // ML.NET's own header tells how long the entry is, and is read before our payload.
        foreach (var kept in new[] { 100, 300, 1500 })
            Assert.ThrowsExactly<FormatException>(() => SavedModels.Load(Rezip(entry => entry[..kept]), out _), $"{kept} bytes kept");
    }

    [TestMethod]
    public void Load_FileCutShort_IsRefused()
    {
        foreach (var kept in new[] { 0, 100, Zip.Length - 10 })
            Assert.Throws<Exception>(() => SavedModels.Load(Zip[..kept], out _), $"{kept} bytes kept");
    }

    [TestMethod]
    public void Load_NewerFormat_SaysWhichAndWhatIsRead()
    {
        var zip = Rezip(entry =>
        {
            BitConverter.TryWriteBytes(entry.AsSpan(PayloadAt(entry)), ModelPayload.Format + 1);
            return entry;
        });
        AssertLoadFails($"has format {ModelPayload.Format + 1}", zip);
        AssertLoadFails($"reads formats up to {ModelPayload.Format}", zip);
    }

    [TestMethod]
    [DataRow(RatingPivotTransformer.LoaderSignature)]
    [DataRow(AutoRecReconstructionTransformer.LoaderSignature)]
    public void Load_OtherTransformersAltered_SaysTruncatedOrAltered(string loaderSignature)
    {
        var mlContext = new MLContext();
        var train = SmallRatings.LoadKeyed(mlContext, SmallRatings.Train);
        var chain = new TransformerChain<ITransformer>(
            mlContext.Transforms.PivotRatings("Ratings", "user", "item").Fit(train),
            TestModels.Reconstruction(TestModels.Default));
        var zip = SavedModels.Save(mlContext, chain, train.Schema);

        // All of them know the ratings' column by its name.
        AssertLoadFails(
            "truncated or altered",
            SavedModels.Alter(zip, loaderSignature, entry => Altered(entry, entry.AsSpan().IndexOf("Ratings"u8))),
            depth: 2);
    }

    [TestMethod]
    public void Load_BlendAltered_SaysTruncatedOrAltered()
    {
        var zip = SavedModels.Save(new MLContext(), TestModels.Blend(TestModels.Default), schema: null);
        var altered = SavedModels.Alter(zip, PredictionFormat.BlendLoader, entry => Altered(entry, entry.AsSpan().IndexOf("user"u8)));
        AssertLoadFails("truncated or altered", altered);
    }

    private static void AssertDamaged(Action read, string what)
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(read, what);
        Assert.Contains("truncated or altered", error.Message, what);
    }

    /// <summary>
    /// Asserts what who calls <c>mlContext.Model.Load</c> gets: ML.NET calls the loaders by reflection, one inside the other in a
    /// chain, so that the message is that of the innermost exception.
    /// </summary>
    private static void AssertLoadFails(string says, byte[] zip, int depth = 1)
    {
        Exception error = Assert.ThrowsExactly<TargetInvocationException>(() => SavedModels.Load(zip, out _));
        for (var level = 0; level < depth; level++)
            error = error.InnerException!;
        Assert.IsInstanceOfType<InvalidDataException>(error);
        Assert.Contains(says, error.Message);
    }

    private static byte[] Rezip(Func<byte[], byte[]> alter) => SavedModels.Alter(Zip, Signature, alter);

    private static int PayloadAt(byte[] entry) => entry.AsSpan().IndexOf(Payload.AsSpan(FormatLength)) - FormatLength;

    private static byte[] Altered(byte[] bytes, int position)
    {
        var altered = (byte[])bytes.Clone();
        altered[position] ^= 0x55;
        return altered;
    }

    private static AutoRecPredictionTransformer<AutoRecModelParameters> CreateTransformer() =>
        TestModels.Prediction(TestModels.Default with { Widths = [2] });

    private static byte[] CreatePayload() => ToPayload(CreateTransformer());

    private static byte[] CreateZip()
    {
        var mlContext = new MLContext();
        return SavedModels.Save(mlContext, CreateTransformer(), schema: null);
    }

    private static byte[] ToPayload(AutoRecPredictionTransformer<AutoRecModelParameters> transformer)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
            Write(transformer, writer);
        return stream.ToArray();

        static void Write<T>(T transformer, BinaryWriter writer)
            where T : Interop.IStoredTransformer<T> => transformer.Write(writer);
    }

    private static AutoRecPredictionTransformer<AutoRecModelParameters> ReadPayload(byte[] payload)
    {
        using var reader = new BinaryReader(new MemoryStream(payload));
        return Read<AutoRecPredictionTransformer<AutoRecModelParameters>>(reader);

        static T Read<T>(BinaryReader reader)
            where T : Interop.IStoredTransformer<T> => T.Read(new MLContext(), reader);
    }
}
