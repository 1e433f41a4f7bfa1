using System.Reflection;
using System.Text;
using AutoRec.Model;
using AutoRec.Saving;
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
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void Read_FormatNumberAltered_SaysTruncatedOrAlteredOrNewer(int position)
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => ReadPayload(Altered(Payload, position)));
        Assert.IsTrue(
            error.Message.Contains("truncated or altered", StringComparison.Ordinal)
                || error.Message.Contains("has format", StringComparison.Ordinal),
            error.Message);
    }

    [TestMethod]
    public void Read_CountsBeyondTheEnd_AreRefusedBeforeAnythingIsAllocated()
    {
        // The numbers of rows and columns follow the two names. Make them as large as possible.
        var counts = FormatLength + 1 + "user".Length + 1 + "item".Length;
        var altered = (byte[])Payload.Clone();
        altered.AsSpan(counts, 2 * sizeof(int)).Fill(0x7f);
        var before = GC.GetAllocatedBytesForCurrentThread();
        AssertDamaged(() => ReadPayload(altered), "counts altered");
        Assert.IsLessThan(1 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(int.MinValue)]
    [DataRow(int.MaxValue)]
    public void Read_LengthOfATextAltered_SaysTruncatedOrAltered(int length)
    {
        // The name of the user column is the first content.
        using var altered = new MemoryStream();
        using (var writer = new BinaryWriter(altered))
        {
            writer.Write(Payload.AsSpan(0, FormatLength));
            writer.Write7BitEncodedInt(length);
            writer.Write(Payload.AsSpan(FormatLength + 1));
        }

        AssertDamaged(() => ReadPayload(altered.ToArray()), $"length {length}");
    }

    [TestMethod]
    public void Load_UnalteredZip_Loads() =>
        Assert.IsInstanceOfType<AutoRecPredictionTransformer<AutoRecModelParameters>>(SavedModels.Load(Rezip(entry => entry), out _));

    public static IEnumerable<int> Positions => Enumerable.Range(FormatLength, Payload.Length - FormatLength).Where(i => i % 61 == 0);

    public static IEnumerable<int> Losses => [1, 100, Payload.Length / 2];

    public static IEnumerable<int> ZipLengths => [0, 100, Zip.Length - 10];

    [TestMethod]
    [DynamicData(nameof(Positions))]
    public void Load_OneByteOfThePayloadAltered_SaysTruncatedOrAltered(int position) =>
        AssertLoadFails("truncated or altered", Rezip(entry => Altered(entry, PayloadAt(entry) + position)));

    [TestMethod]
    [DynamicData(nameof(Losses))]
    public void Load_EndOfThePayloadLost_SaysTruncatedOrAltered(int lost) => AssertLoadFails("truncated or altered", Rezip(entry =>
    {
        entry.AsSpan(PayloadAt(entry) + Payload.Length - lost, lost).Clear();
        return entry;
    }));

    /// <summary>ML.NET reads the length of the entry from its own header, before the payload.</summary>
    [TestMethod]
    [DataRow(100)]
    [DataRow(300)]
    [DataRow(1500)]
    public void Load_EntryCutShort_IsRefusedByMLNet(int kept) =>
        Assert.ThrowsExactly<FormatException>(() => SavedModels.Load(Rezip(entry => entry[..kept]), out _));

    [TestMethod]
    [DynamicData(nameof(ZipLengths))]
    public void Load_FileCutShort_IsRefused(int kept) => Assert.Throws<Exception>(() => SavedModels.Load(Zip[..kept], out _));

    [TestMethod]
    public void Load_NewerFormat_SaysBothFormats()
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

        // The payload of each transformer has the name of the ratings column.
        AssertLoadFails(
            "truncated or altered",
            SavedModels.Alter(zip, loaderSignature, entry => Altered(entry, entry.AsSpan().IndexOf("Ratings"u8))),
            depth: 2);
    }

    [TestMethod]
    [DataRow(0L, 1.0, "half-life is 00:00:00; expected more than 0")]
    [DataRow(-1L, 1.0, "half-life is -00:00:00.0000001")]
    [DataRow(1L, double.NaN, "latest time is NaN")]
    [DataRow(1L, double.PositiveInfinity, "latest time is Infinity")]
    public void Read_RecencyWeightsOutOfTheirRange_AreRefusedByName(long halfLife, double latest, string says)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        ModelPayload.Write(writer, content =>
        {
            content.Write("Weight");
            content.Write("Time");
            content.Write(halfLife);
            content.Write(latest);
        });
        writer.Flush();
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        Assert.Contains(
            says, Assert.ThrowsExactly<InvalidDataException>(() => Read<RecencyWeightTransformer>(reader)).Message);

        static T Read<T>(BinaryReader reader)
            where T : Interop.IStoredTransformer<T> => T.Read(new MLContext(), reader);
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
    /// Asserts the error of <c>mlContext.Model.Load</c>. ML.NET calls the loaders by reflection, in a chain one inside the other, so the
    /// message is that of the innermost exception.
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
