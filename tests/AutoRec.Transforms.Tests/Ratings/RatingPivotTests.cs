using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>The pivot; <see cref="PivotTransformerTests"/> has the contract of all transformers.</summary>
[TestClass]
public sealed class RatingPivotTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly LogLines _log;

    public RatingPivotTests() => _log = new LogLines(_mlContext);

    [TestMethod]
    public void Fit_BehindAKeyMapping_DoesNotReadTheRatingsAgain()
    {
        var (keysOnly, keysAndPivot) = (CountingRatings(), CountingRatings());
        SmallRatings.KeyMapping(_mlContext).Fit(keysOnly);
        SmallRatings.KeyMapping(_mlContext).Append(CreatePivot()).Fit(keysAndPivot);
        Assert.IsGreaterThan(0, keysOnly.Passes);
        Assert.AreEqual(keysOnly.Passes, keysAndPivot.Passes);
    }

    [TestMethod]
    public async Task Transform_ManyCursors_ReadTheSourceOnceAndNotBeforeTheFirstRow()
    {
        var source = CountingRatings();
        var keyed = SmallRatings.Keys(_mlContext).Transform(source);
        var pivoted = CreatePivot().Fit(keyed).Transform(keyed);
        Assert.IsNull(pivoted.GetRowCount());
        using var unread = pivoted.GetRowCursor(pivoted.Schema);
        Assert.AreEqual(0, source.Passes);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(seed => DataViewRows.RunOnThread(() => DataViewRows.ReadShuffled(pivoted, seed))));
        DataViewRows.ReadInParallel(pivoted, 3, out _);
        Assert.AreEqual(1, source.Passes);
        Assert.AreEqual(TestModels.SmallMatrix.RowCount - 2, pivoted.GetRowCount());
    }

    [TestMethod]
    public void Transform_EveryRow_HasItsKeyAndItsRatings()
    {
        var expected = Enumerable.Range(0, TestModels.SmallMatrix.RowCount).Select(RowOf).Where(row => row.Ratings.Length > 0);
        AssertRows(expected, Pivot(SmallRatings.LoadKeyed(_mlContext, SmallRatings.Train)));

        static (uint Key, string Ratings) RowOf(int item)
        {
            List<string> entries = [];
            for (var i = TestModels.SmallMatrix.RowPointers[item]; i < TestModels.SmallMatrix.RowPointers[item + 1]; i++)
                entries.Add(FormattableString.Invariant($"{TestModels.SmallMatrix.ColumnIndices[i]}:{TestModels.SmallMatrix.Values[i]}"));
            return ((uint)item + 1, string.Join(' ', entries));
        }
    }

    [TestMethod]
    public void Transform_KeysSwapped_GivesOneRowForEachUser()
    {
        (int Item, int User, float Label)[] ratings = [(1, 1, 5), (3, 1, 4), (2, 3, 1)];
        var view = Load(ratings);
        AssertRows([(1, "0:5"), (2, "2:1"), (3, "0:4")], Pivot(view));
        AssertRows([(1, "0:5 2:4"), (3, "1:1")], Apply(CreatePivot(columns: "item", rows: "user"), view), "user");
    }

    [TestMethod]
    public void Transform_RowsWithoutRatings_AreAbsent() =>
        AssertRows([(3, "0:2")], Pivot(Load([(3, 1, 2), (1, 0, 4), (1, 2, float.NaN)])));

    [TestMethod]
    public void Transform_RowRatedInEveryColumn_IsPresent() =>
        AssertRows([(1, "0:1 1:2 2:3 3:4")], Pivot(Load([(1, 4, 4), (1, 2, 2), (1, 1, 1), (1, 3, 3)])));

    [TestMethod]
    public void Transform_RepeatedPairs_KeepTheLastRatingAndAreCounted()
    {
        AssertRows([(1, "1:3")], Pivot(Load([(1, 2, 5), (1, 2, 1), (1, 2, 3)])));
        Assert.HasCount(1, _log.Warnings);
        Assert.StartsWith("Left out 2 ratings of a repeated pair", _log.Warnings[0]);
    }

    [TestMethod]
    public void Transform_RatingsOfZero_AreLeftOutAndCounted()
    {
        AssertRows([(1, "1:3"), (2, "")], Pivot(Load([(1, 1, 0), (1, 2, 3), (2, 3, 0)])));
        Assert.HasCount(1, _log.Warnings);
        Assert.StartsWith("Left out 2 ratings of zero", _log.Warnings[0]);
    }

    [TestMethod]
    public void Transform_NothingToPivot_FailsAtTheFirstRead()
    {
        var pivoted = Pivot(Load([(0, 1, 3)]));
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => DataViewRows.Read(pivoted));
        Assert.Contains("There is no rating", error.Message);
    }

    [TestMethod]
    public void Schema_RowKey_KeepsItsTypeAndItsValues()
    {
        var keyed = SmallRatings.LoadKeyed(_mlContext, SmallRatings.Train);
        var key = Pivot(keyed).Schema["item"];
        Assert.AreEqual(keyed.Schema["item"].Type, key.Type);
        Assert.AreSequenceEqual(KeyValues<int>(keyed.Schema["item"]), KeyValues<int>(key));
    }

    [TestMethod]
    public void Schema_SlotNames_AreTheKeysValues()
    {
        var keyed = SmallRatings.LoadKeyed(_mlContext, SmallRatings.Train);
        var users = KeyValues<ReadOnlyMemory<char>>(keyed.Schema["user"]).Select(id => id.ToString()).ToArray();
        Assert.AreSequenceEqual(users, SlotNames(Pivot(keyed).Schema["Ratings"]));

        var items = KeyValues<int>(keyed.Schema["item"]).Select(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .ToArray();
        Assert.AreSequenceEqual(items, SlotNames(Apply(CreatePivot(columns: "item", rows: "user"), keyed).Schema["Ratings"]));
    }

    [TestMethod]
    public void Schema_KeysWithoutValues_HasNoSlotNames() =>
        Assert.IsFalse(Pivot(Load([(1, 1, 1)])).Schema["Ratings"].HasSlotNames());

    [TestMethod]
    public void GetRowToRowMapper_OfAPivot_SaysWhyNot()
    {
        var view = SmallRatings.LoadKeyed(_mlContext, SmallRatings.Train);
        var pivot = CreatePivot().Fit(view);
        Assert.IsFalse(pivot.IsRowToRowMapper);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => pivot.GetRowToRowMapper(view.Schema));
        Assert.Contains("PivotRatings combines many rows into one", error.Message);
    }

    [TestMethod]
    [DataRow(true, DisplayName = "in a pipeline")]
    [DataRow(false, DisplayName = "alone")]
    public void CreatePredictionEngine_OfAPivot_IsRefusedByMLNet(bool inPipeline)
    {
        var chain = SmallRatings.KeyMapping(_mlContext).Append(CreatePivot()).Fit(SmallRatings.Load(_mlContext, SmallRatings.Train));
        ITransformer model = inPipeline ? chain : chain.LastTransformer;
        var error = Assert.Throws<ArgumentException>(() => _mlContext.Model.CreatePredictionEngine<SmallRating, AllRatings>(model));
        Assert.Contains("Must be a row to row mapper", error.Message);
    }

    [TestMethod]
    [DataRow("Ratings", "user", "user", "'user' has the name of the column key")]
    [DataRow("item", "user", "item", "or of the output")]
    public void PivotRatings_NamesThatCollide_AreRefused(string output, string columns, string rows, string says)
    {
        var error = Assert.Throws<ArgumentException>(() => _mlContext.Transforms.PivotRatings(output, columns, rows));
        Assert.Contains(says, error.Message);
    }

    [TestMethod]
    public void Transform_SourceThatFailsOnce_IsReadByTheNextCursor()
    {
        var failures = 0;
        var ratings = _mlContext.Data.LoadFromEnumerable(FailingOnce(), SchemaDefinition.Create(typeof(KeyedRating)));
        var pivoted = _mlContext.Transforms.PivotRatings("Ratings", "user", "item").Fit(ratings).Transform(ratings);
        Assert.Throws<IOException>(() => pivoted.GetColumn<uint>("item").ToArray());
        Assert.HasCount(1, pivoted.GetColumn<uint>("item").ToArray());

        IEnumerable<KeyedRating> FailingOnce()
        {
            if (failures++ == 0)
                throw new IOException("The file is gone for a moment.");
            yield return new KeyedRating { user = 1, item = 1, Label = 3 };
        }
    }

    private sealed class KeyedRating
    {
        [KeyType(3)]
        public uint user;

        [KeyType(3)]
        public uint item;

        public float Label;
    }

    [TestMethod]
    [DataRow("", "user", "item", "Label", "outputColumnName")]
    [DataRow("Ratings", "", "item", "Label", "matrixColumnIndexColumnName")]
    [DataRow("Ratings", "user", null, "Label", "matrixRowIndexColumnName")]
    [DataRow("Ratings", "user", "item", "", "valueColumnName")]
    public void PivotRatings_WithoutAName_IsRefused(string output, string columns, string? rows, string value, string parameter) =>
        Assert.AreEqual(
            parameter,
            Assert.Throws<ArgumentException>(() => _mlContext.Transforms.PivotRatings(output, columns, rows!, value)).ParamName);

    private CountingView CountingRatings() => new(SmallRatings.Load(_mlContext, SmallRatings.Train));

    private IDataView Load(IEnumerable<(int Item, int User, float Label)> ratings) =>
        KeyedRatings.Load<uint>(_mlContext, ratings, rowCount: 3, columnCount: 4);

    private RatingPivotEstimator CreatePivot(string columns = "user", string rows = "item") =>
        _mlContext.Transforms.PivotRatings("Ratings", matrixColumnIndexColumnName: columns, matrixRowIndexColumnName: rows);

    private IDataView Pivot(IDataView view) => Apply(CreatePivot(), view);

    private static IDataView Apply(RatingPivotEstimator pivot, IDataView view) => pivot.Fit(view).Transform(view);

    /// <summary>Asserts the key of each row and its ratings, written as "slot:rating".</summary>
    private static void AssertRows(IEnumerable<(uint Key, string Ratings)> expected, IDataView pivoted, string keyColumn = "item")
    {
        var actual = new List<(uint, string)>();
        using var cursor = pivoted.GetRowCursor(pivoted.Schema);
        var keyGetter = cursor.GetGetter<uint>(pivoted.Schema[keyColumn]);
        var vectorGetter = cursor.GetGetter<VBuffer<float>>(pivoted.Schema["Ratings"]);
        uint key = 0;
        VBuffer<float> vector = default;
        while (cursor.MoveNext())
        {
            keyGetter(ref key);
            vectorGetter(ref vector);
            actual.Add((key, string.Join(' ', vector.Items().Select(item => FormattableString.Invariant($"{item.Key}:{item.Value}")))));
        }

        Assert.AreSequenceEqual(expected, actual);
    }

    private static T[] KeyValues<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return [.. values.DenseValues()];
    }

    private static string[] SlotNames(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
