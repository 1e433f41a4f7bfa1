using AutoRec.Engines.Sparse;
using AutoRec.Model;
using AutoRec.Saving;
using AutoRec.Training;

namespace AutoRec.Tests;

/// <summary>Saved models with rows of few ratings, whose codes a file does not keep.</summary>
[TestClass]
public sealed class CodesFormatTests
{
    // Item 0 has the ratings of 40 users, all others one to three.
    private static readonly RatingMatrix Items = RandomRatings.Of(300, 40,
    [
        .. from user in Enumerable.Range(0, 40) select (0, user, 1f + (user % 5)),
        .. from item in Enumerable.Range(1, 298)
           from user in new[] { item * 7 % 40, item * 11 % 40, item * 13 % 40 }.Distinct()
           select (item, user, 1f + ((item + user) % 5)),
    ]);

    private static readonly Network SmallNetwork =
        new([new(40, 2, rowPerOutput: false)], new(2, 40, rowPerOutput: true), Activation.Sigmoid, Activation.Identity, 0, 1);

    public static IEnumerable<(AutoRecVariant, bool)> Cases =>
        from variant in Enum.GetValues<AutoRecVariant>()
        from isShort in new[] { false, true }
        select (variant, isShort);

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Read_WrittenModel_HasTheSameCodesAndScoresToTheBit(AutoRecVariant variant, bool isShort)
    {
        var model = Train(variant);
        Assert.IsTrue(variant == AutoRecVariant.UserBased || model.FewInputs!.RatedRows().Length == 298);
        if (isShort)
            model = AutoRecModelFormat.RoundToShort(model);
        var read = Read(Bytes(model));
        Assert.AreSequenceEqual(model.Codes, read.Codes);
        for (var item = 0; item < Items.RowCount; item++)
            Assert.AreEqual(model.Score(item, item % 40), read.Score(item, item % 40));
        Assert.AreSequenceEqual(Bytes(model), Bytes(read));
    }

    [TestMethod]
    public void Write_RowsOfFewRatings_TakesFarLessThanTheirCodes()
    {
        var model = Train(AutoRecVariant.ItemBased);
        var codes = sizeof(float) * model.Codes.Length;
        Assert.IsGreaterThan(150_000, codes);
        Assert.IsLessThan(65_000, Bytes(model).Length);
    }

    [TestMethod]
    public void Train_DeepNetwork_KeepsAllCodes() => Assert.IsNull(Train(AutoRecVariant.ItemBased, 16, 8).FewInputs);

    [TestMethod]
    [DataRow(0, new byte[] { 5, 0, 0, 0, 3, 0, 1, 1 }, "more than the file holds", DisplayName = "more inputs than the file holds")]
    [DataRow(1, new byte[] { 2, 0, 0, 0, 3 }, "row 0 has inputs beyond the 2", DisplayName = "a row with too many")]
    [DataRow(2, new byte[] { 1, 0, 0, 0, 1, 40 }, "column 0 by 40, of 40 columns", DisplayName = "a column outside")]
    [DataRow(3, new byte[] { 2, 0, 0, 0, 2, 1, 0 }, "follows column 1 by 0", DisplayName = "a column twice")]
    [DataRow(4, new byte[] { 1, 0, 0, 0, 0, 0 }, "0 of 1 inputs", DisplayName = "fewer than announced")]
    [DataRow(5, new byte[] { 9, 0, 0, 0, 9 }, "9 inputs in place of its code", DisplayName = "a row with more than a file leaves out")]
    public void ReadInputs_BadFile_IsRefused(int number, byte[] bytes, string message)
    {
        byte[] padded = number == 0 ? bytes : [.. bytes, .. new byte[64]];
        using var reader = new BinaryReader(new MemoryStream(padded));
        var error = Assert.Throws<Exception>(() => CodesFormat.ReadInputs(reader, rowCount: 2, columnCount: 40, SmallNetwork));
        Assert.IsTrue(error is FormatException or InvalidDataException, $"{error}");
        Assert.Contains(message, error.Message);
    }

    private static AutoRecModelParameters Train(AutoRecVariant variant, params int[] widths)
    {
        var options = new TestOptions { HiddenLayers = widths.Length > 0 ? widths : [128], Epochs = 3 };
        var engine = new EngineFactory(TrainingEngine.Sparse, "the test", (network, settings) => new SparseEngine(network, settings));
        return new TrainingRun(options, variant, engine, new(Seed: 1, _ => { }, () => { }))
            .Train(variant == AutoRecVariant.ItemBased ? Items : Items.Transpose(), validation: null).Model;
    }

    private static byte[] Bytes(AutoRecModelParameters model)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            AutoRecModelFormat.Write(writer, model);
        return stream.ToArray();
    }

    private static AutoRecModelParameters Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        return AutoRecModelFormat.Read(reader, ModelPayload.Format);
    }
}
