using AutoRec.DataViews;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace AutoRec.Tests;

/// <summary>Reading a data view into a <see cref="RatingMatrix"/>.</summary>
[TestClass]
public sealed class RatingReaderTests
{
    private const ulong Items = 3;
    private const ulong Users = 4;

    private readonly MLContext _mlContext = new();
    private readonly LogLines _log;

    public RatingReaderTests() => _log = new LogLines(_mlContext);

    [TestMethod]
    public void Read_CleanRatings_AreAllReadWithoutWarning()
    {
        var matrix = Read([(3, 4, 2.5f), (1, 1, 0), (3, 1, 5)]);
        Assert.AreEqual((3, 4), (matrix.RowCount, matrix.ColumnCount));
        Assert.AreSequenceEqual(new[] { 0, 1, 1, 3 }, matrix.RowPointers.ToArray());
        Assert.AreSequenceEqual(new[] { 0, 0, 3 }, matrix.ColumnIndices.ToArray());
        Assert.AreSequenceEqual(new[] { 0, 5, 2.5f }, matrix.Values.ToArray());
        Assert.IsEmpty(_log.Warnings);
    }

    [TestMethod]
    public void Read_FeaturesOfManyRatings_AllocatesThemOncePerKey()
    {
        const int count = 20_000, slots = 200;
        float[] features = [.. Enumerable.Range(0, slots).Select(slot => slot + 1f)];
        var rows = Enumerable.Range(0, count).Select(n => new WithFeatures
        {
            Item = (uint)(n % 3), // Loading adds 1.
            User = (uint)(n / 3),
            Label = n % 5,
            Features = features,
        }).ToArray();
        var data = _mlContext.Data.LoadFromEnumerable(rows);
        var reader = new RatingReader(data.Schema, "Item", "User", "Label", rowFeaturesColumnName: "Features");
        using var channel = ((IChannelProvider)_mlContext).Start("Test");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = reader.Read(data, channel).Ratings;
        Assert.IsLessThan(count * slots * sizeof(float) / 2L, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.AreEqual(3, read.RowFeatures!.Count);
        Assert.AreSequenceEqual(features, read.RowFeatures[2].Values);
    }

    [TestMethod]
    public void Read_MissingKeys_AreLeftOutAndCounted()
    {
        Assert.AreEqual(1, Read([(0, 1, 4), (1, 0, 3), (0, 0, 1), (2, 2, 5)]).Count);
        Assert.AreSequenceEqual(new[] { "Left out 3 rows with a missing 'item' or 'user'." }, _log.Warnings);
    }

    [TestMethod]
    public void Read_LabelsThatAreNotFinite_AreLeftOutAndCounted()
    {
        Assert.AreEqual(
            1,
            Read([(1, 1, float.NaN), (1, 2, float.PositiveInfinity), (1, 3, float.NegativeInfinity), (2, 2, 5), (1, 4, float.NaN)]).Count);
        Assert.AreSequenceEqual(new[] { "Left out 4 rows whose 'Label' is not a finite number." }, _log.Warnings);
    }

    [TestMethod]
    public void Read_RepeatedPairs_KeepTheLastRatingAndAreCounted()
    {
        var matrix = Read([(1, 1, 1), (2, 2, 2), (1, 1, 3), (1, 1, 4), (2, 2, 5)]);
        Assert.AreSequenceEqual(new[] { 4f, 5 }, matrix.Values.ToArray());
        Assert.HasCount(1, _log.Warnings);
        Assert.StartsWith("Left out 3 ratings of a repeated pair ('item', 'user')", _log.Warnings[0]);
        Assert.EndsWith("the last rating counts.", _log.Warnings[0]);
    }

    [TestMethod]
    public void Read_LastRatingNotFinite_KeepsTheOneBefore() =>
        Assert.AreSequenceEqual(new[] { 2f }, Read([(1, 1, 2), (1, 1, float.NaN)]).Values.ToArray());

    [TestMethod]
    public void Read_NothingLeft_SaysWhyNot()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Read([(0, 1, 4), (1, 1, float.NaN), (1, 0, 3)]));
        Assert.Contains("There is no rating", error.Message);
        Assert.Contains("2 rows have a missing 'item' or 'user'", error.Message);
        Assert.Contains("1 have a 'Label' that is not a finite number", error.Message);
    }

    [TestMethod]
    public void Read_NoRows_IsAnError() =>
        Assert.Contains("There is no rating", Assert.ThrowsExactly<InvalidOperationException>(() => Read([])).Message);

    [TestMethod]
    [DataRow(DataKind.Byte)]
    [DataRow(DataKind.UInt64)]
    public void Read_KeysOfAnyType_GiveTheMatrixOfUInt32Keys(DataKind type)
    {
        (int, int, float)[] ratings = [(3, 4, 2), (0, 1, 1), (1, 2, 4)];
        var expected = Read(ratings);
        var matrix = Read(type == DataKind.Byte ? Load<byte>(ratings) : Load<ulong>(ratings));
        Assert.AreEqual((expected.RowCount, expected.ColumnCount), (matrix.RowCount, matrix.ColumnCount));
        Assert.AreSequenceEqual(expected.RowPointers.ToArray(), matrix.RowPointers.ToArray());
        Assert.AreSequenceEqual(expected.ColumnIndices.ToArray(), matrix.ColumnIndices.ToArray());
        Assert.AreSequenceEqual(expected.Values.ToArray(), matrix.Values.ToArray());
    }

    [TestMethod]
    public void Read_ByteKeysUpToTheHighest_KeepTheLastOne()
    {
        var view = KeyedRatings.Load<byte>(_mlContext, [(255, 1, 4)], rowCount: 255, columnCount: 1);
        Assert.AreEqual(1, Read(view).CountOf(254));
    }

    [TestMethod]
    public void Read_KeyMappedIds_AgreesWithTheIds()
    {
        var keyed = SmallRatings.LoadKeyed(_mlContext, SmallRatings.Train);
        var matrix = Read(keyed);
        var ids = _mlContext.Data.CreateEnumerable<KeyedIds>(keyed, reuseRowObject: false).ToArray();
        Assert.AreEqual(ids.Length, matrix.Count);
        foreach (var rating in ids)
        {
            var at = matrix.ColumnsOf((int)rating.Item - 1).IndexOf((int)rating.User - 1);
            Assert.AreEqual(rating.Label, matrix.ValuesOf((int)rating.Item - 1)[at]);
        }
    }

    public static IEnumerable<BadInput> BadInputs => RatingColumns.BadInputs(new MLContext());

    [TestMethod]
    [DynamicData(nameof(BadInputs))]
    public void Create_ColumnsOfTheWrongShape_SaysWhatWasFoundAndExpected(BadInput bad) => bad.AssertRefused(view => Read(view));

    [TestMethod]
    public void Read_KeysWithoutRatings_TakeNoPlace()
    {
        var view = Load<uint>([(3, 4, 2.5f), (1, 4, 0), (3, 1, 5), (2, 2, float.NaN)]);
        var (matrix, rows, columns) = Read(view, rows: null, columns: null);
        Assert.AreEqual((2, 2), (matrix.RowCount, matrix.ColumnCount));
        Assert.AreSequenceEqual(new[] { 0, 1, 3 }, matrix.RowPointers.ToArray());
        Assert.AreSequenceEqual(new[] { 1, 0, 1 }, matrix.ColumnIndices.ToArray());
        Assert.AreSequenceEqual(new[] { 0, 5, 2.5f }, matrix.Values.ToArray());
        Assert.AreSequenceEqual(new[] { 0, 2 }, rows.Keys);
        Assert.AreSequenceEqual(new[] { 0, 3 }, columns.Keys);
        Assert.AreEqual((3, 4), (rows.Count, columns.Count));
    }

    [TestMethod]
    public void Read_KeysOfTheTraining_LeavesOutTheOthers()
    {
        var (_, rows, columns) = Read(Load<uint>([(3, 4, 2.5f), (1, 4, 0)]), rows: null, columns: null);
        var (matrix, _, _) = Read(Load<uint>([(1, 4, 3), (2, 4, 4), (3, 1, 5), (0, 4, 1)]), rows, columns);
        Assert.AreSequenceEqual(new[] { 0, 1, 1 }, matrix.RowPointers.ToArray());
        Assert.AreSequenceEqual(
            new[] { "Left out 3 rows with a missing 'item' or 'user', or one without training ratings." }, _log.Warnings);
    }

    [TestMethod]
    [DataRow(new[] { 16777215f, -16777215 }, 0)]
    [DataRow(new[] { 1f, 16777216 }, 1)]
    [DataRow(new[] { -16777216f, 2 }, 1)]
    public void Read_LargeFloatIds_Warns(float[] ids, int warnings)
    {
        var ratings = _mlContext.Data.LoadFromEnumerable(ids.Select(id => new FloatIds { Id = id }));
        var keys = _mlContext.Transforms.Conversion.MapValueToKey("user", "Id")
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("item", "Number"));
        Read(keys.Fit(ratings).Transform(ratings), rows: null, columns: null);
        Assert.HasCount(warnings, _log.Warnings);
        if (warnings > 0)
        {
            Assert.StartsWith("The ids in 'user' are Single, such as", _log.Warnings[0]);
            Assert.EndsWith("From 16777216 on, different ids can become equal. Load them as Int32, Int64 or text.", _log.Warnings[0]);
        }
    }

    private sealed class FloatIds
    {
        public float Id { get; set; }

        public int Number { get; set; } = 3;

        public float Label { get; set; } = 4;
    }

    private sealed class KeyedIds
    {
        [ColumnName("user")]
        public uint User { get; set; }

        [ColumnName("item")]
        public uint Item { get; set; }

        public float Label { get; set; }
    }

    private RatingMatrix Read((int Item, int User, float Label)[] ratings) => Read(Load<uint>(ratings));

    private RatingMatrix Read(IDataView view)
    {
        var reader = CreateReader(view);
        return Read(view, KeyMap.All(reader.RowKeyCount), KeyMap.All(reader.ColumnKeyCount)).Ratings;
    }

    private IndexedRatings Read(IDataView view, KeyMap? rows, KeyMap? columns)
    {
        using var channel = ((IHostEnvironment)_mlContext).Register("Test").Start("Read");
        return CreateReader(view).Read(view, channel, rows: rows, columns: columns);
    }

    private static RatingReader CreateReader(IDataView view) => new(view.Schema, "item", "user", "Label");

    private IDataView Load<TKey>((int Item, int User, float Label)[] ratings)
        where TKey : unmanaged => KeyedRatings.Load<TKey>(_mlContext, ratings, Items, Users);

    private sealed class WithFeatures
    {
        [KeyType(3)]
        public uint Item { get; set; }

        [KeyType(10_000)]
        public uint User { get; set; }

        public float Label { get; set; }

        [VectorType(200)]
        public float[] Features { get; set; } = [];
    }
}
