using System.Diagnostics;
using System.Text;
using AutoRec.Engines.Sparse;
using AutoRec.Saving;
using AutoRec.Training;

namespace AutoRec.Tests;

/// <summary>Payloads with a correct checksum and values that no AutoRec wrote.</summary>
[TestClass]
public sealed class HostileModelTests
{
    private const int MostBytes = 16 << 20;
    private const int FormatLength = sizeof(int);
    private const int ChecksumLength = 32;
    private const int Nan = 0x7FC00000;
    private const int Infinity = 0x7F800000;
    private const int MinusOne = unchecked((int)0xBF800000);
    private const int Slots = 3;
    private const int Six = 0x40C00000;

    private static readonly RatingMatrix Items = RandomRatings.Create();
    private static readonly int R = Items.RowCount;
    private static readonly int C = Items.ColumnCount;

    // The positions in the content: names, keys, head of the model, ratings' preparation, network, codes, means.
    private static readonly int Model = 1 + 4 + 1 + 4 + (2 * (4 + 1 + 1));
    private static readonly int Scale = Model + 4 + 4 + 1 + 1 + 1;
    private static readonly int BaselineMean = Scale + 4 + 4 + 1 + 4 + 1;
    private static readonly int BaselineDamping = BaselineMean + 4 + (4 * R) + (4 * C);
    private static readonly int Shift = BaselineDamping + 4 + 1 + 1;
    private static readonly int LayerCount = Shift + 4 + 4;
    private static readonly int Weights = LayerCount + 4 + 4;
    private static readonly int Codes = Weights + (4 * ((C * 6) + 6 + (C * 6) + C));
    private static readonly int Means = Codes + (4 * R * 6);
    private static readonly int Lambda = Means + 4 + (4 * R) + (4 * C) + 4;
    private static readonly int Choice = Lambda + 4 + 4 + 1;

    private static readonly byte[] Single = Payload(PredictionFormat.Single, SingleModel());
    private static readonly byte[] Blend = Payload(PredictionFormat.Blend, BlendModel());

    private static readonly byte[] OneClass = Payload(PredictionFormat.OneClass, OneClassModel());

    private static readonly byte[] Featured = Bytes(writer => PredictionFormat.Single.Write(
        writer, new("user", "item", Train(Items.WithFeatures(FeaturesOf(R), FeaturesOf(C))), recommendation: null)));

    private static readonly byte[] WithFewInputs = Bytes(writer => PredictionFormat.Single.Write(
        writer, new("user", "item", Train(RandomRatings.Create(items: 12, users: 14, density: 0.4)), recommendation: null)));

    public static IEnumerable<(string What, int Position, int Value, string Says)> Mutations =>
    [
        ("rows", Model, -1, "announces -1 values"),
        ("rows beyond the file", Model, int.MaxValue, "more than the file holds"),
        ("variant", Model + 8, 0x77, "no AutoRecVariant"),
        ("minimum NaN", Scale, Nan, "smallest label is NaN"),
        ("minimum above maximum", Scale, Six, "smallest label is 6; expected at most its largest label"),
        ("maximum infinite", Scale + 4, Infinity, "largest label is Infinity"),
        ("typical count 0", Scale + 9, 0, "typical number of ratings is 0"),
        ("typical count NaN", Scale + 9, Nan, "typical number of ratings is NaN"),
        ("mean of the baseline", BaselineMean, Nan, "mean of the baseline is NaN"),
        ("bias of a row", BaselineMean + 4, Nan, "bias of a row is NaN"),
        ("bias of a column", BaselineMean + 4 + (4 * R), Infinity, "bias of a column is Infinity"),
        ("damping of biases", BaselineDamping, MinusOne, "damping of biases is -1"),
        ("shift", Shift, Nan, "shift of the output is NaN"),
        ("span", Shift + 4, Infinity, "span of the output is Infinity"),
        ("no layer", LayerCount, 0, "number of hidden layers is 0; expected 1 to 100"),
        ("many layers", LayerCount, 101, "number of hidden layers is 101"),
        ("width 0", LayerCount + 4, 0, "width of its hidden layer 0 is 0; expected at least 1"),
        ("negative width", LayerCount + 4, -6, "announces -6 values"),
        ("weight", Weights, Nan, "weight is NaN"),
        ("bias", Weights + (4 * C * 6), Infinity, "bias is Infinity"),
        ("code", Codes, Nan, "code is NaN"),
        ("mean rating", Means, Nan, "mean rating is NaN"),
        ("mean of a row", Means + 4, Infinity, "mean of a row is Infinity"),
        ("damping of means", Means + 4 + (4 * R) + (4 * C), MinusOne, "damping of means is -1"),
        ("lambda", Lambda, MinusOne, "λ is -1"),
        ("share", Lambda + 4, Six, "share of the network is 6; expected 0 to 1"),
        ("minimum of the choice model", Choice, Six, "smallest label is 6"),
        ("mean of the choice model", Choice + 8, Six, "mean label of the choice model is 6"),
        ("users of the choice model", Choice + 12, -1, "number of users of the choice model is -1"),
        ("no factor", Choice + 16, 0, "number of factors of the choice model is 0"),
        ("many factors", Choice + 16, 100_000, "number of factors of the choice model is 100000"),
        ("factor", Choice + 20, Nan, "factor of an item is NaN"),
        ("noise", Choice + 20 + (4 * R * 64) + R, Nan, "variance of ratings is NaN"),
        ("noise of fold-in", Choice + 24 + (4 * R * 64) + R, MinusOne, "variance of ratings is -1"),
    ];

    [TestMethod]
    [DynamicData(nameof(Mutations))]
    public void Read_ValueOutOfItsRange_IsRefusedByName(string what, int position, int value, string says)
    {
        var altered = Altered(Single, position, value);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Read(PredictionFormat.Single, altered), what);
        Assert.IsLessThan(MostBytes, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Contains(says, error.Message);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    [DataRow(int.MinValue)]
    public void Read_FormatNumberBelowOne_IsRefused(int format)
    {
        var altered = (byte[])Single.Clone();
        BitConverter.TryWriteBytes(altered, format);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Read(PredictionFormat.Single, altered));
        Assert.Contains($"format number is {format}; expected 1 to {ModelPayload.Format}", error.Message);
    }

    /// <summary>Every position of the content, with values that break counts and numbers: refused, or a model that scores.</summary>
    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    [DataRow(int.MaxValue)]
    [DataRow(0x00010000)]
    [DataRow(Nan)]
    public void Read_AnyValueAnywhere_IsRefusedOrScoresInBoundedTimeAndMemory(int value)
    {
        AssertRefusedOrScores(PredictionFormat.Single, Single, value);
        AssertRefusedOrScores(PredictionFormat.Blend, Blend, value);
        AssertRefusedOrScores(PredictionFormat.OneClass, OneClass, value);
        AssertRefusedOrScores(PredictionFormat.Single, Featured, value);
        AssertRefusedOrScores(PredictionFormat.Single, WithFewInputs, value);
    }

    [TestMethod]
    public void Payloads_OfAllParts_HaveTheseParts()
    {
        var featured = Read(PredictionFormat.Single, Featured).Model;
        Assert.IsTrue(featured.Features is { Rows: not null, Columns: not null });
        Assert.IsNotNull(featured.ColdCodes);
        Assert.IsNotNull(Read(PredictionFormat.Single, WithFewInputs).Model.FewInputs);
    }

    [TestMethod]
    public void Read_FeatureOutOfItsRange_IsRefusedByName()
    {
        // The features follow λ and the share of a model without a recommender; they begin with their number.
        var features = Model + LengthWithoutFeatures();
        AssertRefused(4097, features, "number of features is 4097; expected 0 to 4096");
        AssertRefused(Nan, features + 4, "mean of a feature is NaN");
        AssertRefused(Infinity, features + 4 + (4 * Slots), "factor of a feature is Infinity");
        AssertRefused(Nan, features + 4 + (8 * Slots), "mean of a scaled feature is NaN");

        static void AssertRefused(int value, int position, string says) => Assert.Contains(
            says,
            Assert.ThrowsExactly<InvalidDataException>(() => Read(PredictionFormat.Single, Altered(Featured, position, value))).Message);

        // The length of the model up to its features, which a model without features has as a whole.
        static int LengthWithoutFeatures()
        {
            var model = Read(PredictionFormat.Single, Featured).Model;
            var plain = new AutoRecModelParameters(
                model.Variant, model.Preparation, model.Network, model.Codes, model.Means, model.ColdStart, model.ClipToLabelRange,
                model.Lambda);
            return Bytes(writer => AutoRecModelFormat.Write(writer, plain.WithMeanCode(model.MeanCode))).Length;
        }
    }

    [TestMethod]
    public void Read_UnalteredPayload_Loads()
    {
        var same = Altered(Single, position: 0, BitConverter.ToInt32(Single, FormatLength));
        Assert.AreEqual(R, Read(PredictionFormat.Single, same).Model.ItemCount);
        Assert.AreEqual(R, Read(PredictionFormat.Blend, Blend).Model.ItemCount);
    }

    private static void AssertRefusedOrScores<TModel>(PredictionFormat<TModel> format, byte[] payload, int value)
        where TModel : class, IRatingModel
    {
        var (refused, step) = (0, payload.Length > 8000 ? 7 : 1); // Odd, so that all offsets within numbers occur.
        for (var position = 0; position < payload.Length - FormatLength - ChecksumLength - sizeof(int); position += step)
        {
            var altered = Altered(payload, position, value);
            var (before, watch) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
            try
            {
                var model = Read(format, altered).Model;
                Assert.IsFalse(float.IsInfinity(model.Score(0, 0)), $"position {position}");
            }
            catch (InvalidDataException)
            {
                refused++;
            }

            Assert.IsLessThan(MostBytes, GC.GetAllocatedBytesForCurrentThread() - before, $"position {position}");
            Assert.IsLessThan(1000, watch.ElapsedMilliseconds, $"position {position}");
        }

        Assert.IsGreaterThan(0, refused);
    }

    private static AutoRecModelParameters SingleModel() => TestRecommendation.RatingModel(Items, new());

    private static AutoRecBlendModelParameters BlendModel() => TestRecommendation.Blend(Items, new());

    private static AutoRecModelParameters Train(RatingMatrix items)
    {
        var options = new TestOptions { HiddenLayers = [6], Epochs = 2 };
        var engine = new EngineFactory(TrainingEngine.Sparse, "the test", (network, settings) => new SparseEngine(network, settings));
        return new TrainingRun(options, AutoRecVariant.ItemBased, engine, new(Seed: 1, _ => { }, () => { }))
            .Train(items, validation: null).Model;
    }

    private static FeatureMatrix FeaturesOf(int count) => new(
        Slots, [.. Enumerable.Range(0, count).Select(index => new FeatureVector([index % Slots], [1 + (index % 2)]))]);

    private static OneClassModelParameters OneClassModel() =>
        OneClassTraining.Train(Items, keepRatings: false, threads: 1, new(Seed: 1, _ => { }, () => { })).Model;

    private static byte[] Payload<TModel>(PredictionFormat<TModel> format, TModel model)
        where TModel : class, IRatingModel =>
        Bytes(writer => format.Write(writer, new("user", "item", model, TestRecommendation.Create(Items, model))));

    /// <summary>The payload with another value at a position of its content, and the checksum of that.</summary>
    private static byte[] Altered(byte[] payload, int position, int value)
    {
        var content = payload[FormatLength..^ChecksumLength];
        BitConverter.TryWriteBytes(content.AsSpan(position), value);
        return Bytes(writer => ModelPayload.Write(writer, target => target.Write(content)));
    }

    private static byte[] Bytes(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
            write(writer);
        return stream.ToArray();
    }

    private static SavedPrediction<TModel> Read<TModel>(PredictionFormat<TModel> format, byte[] payload)
        where TModel : class, IRatingModel
    {
        using var reader = new BinaryReader(new MemoryStream(payload));
        return format.Read(reader);
    }
}
