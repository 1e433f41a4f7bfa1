namespace AutoRec.Engines.Sparse.Tests;

[TestClass]
public sealed class ColumnEntriesTests
{
    private const int ColumnCount = 23;

    public static IEnumerable<(bool SkipZeros, int Seed)> Batches =>
        from skipZeros in new[] { false, true }
        from seed in Enumerable.Range(0, 50)
        select (skipZeros, seed);

    [TestMethod]
    [DynamicData(nameof(Batches))]
    public void Load_AnyBatch_TransposesIt(bool skipZeros, int seed) =>
        AssertTransposes(new ColumnEntries(ColumnCount), new Random(seed), rows: seed % 13, skipZeros);

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Load_Again_KeepsNothingOfThePreviousBatch(bool skipZeros)
    {
        var entries = new ColumnEntries(ColumnCount);
        var random = new Random(1);
        foreach (var rows in new[] { 20, 5, 40, 1, 0, 40, 41 })
            AssertTransposes(entries, random, rows, skipZeros);
    }

    [TestMethod]
    public void Load_OnlySkippedZeros_LeavesNothing()
    {
        var entries = new ColumnEntries(3);
        entries.Load([0, 2, 3], [0, 2, 2], [0f, 0f, 0f], skipZeros: true);
        Assert.AreEqual(0, entries.ColumnCount);
        Assert.AreEqual(0, entries.Count);
    }

    [TestMethod]
    public void Count_BeforeAnyLoad_IsZero()
    {
        var entries = new ColumnEntries(3);
        Assert.AreEqual(0, entries.ColumnCount);
        Assert.AreEqual(0, entries.Count);
    }

    private static void AssertTransposes(ColumnEntries entries, Random random, int rows, bool skipZeros)
    {
        // A third of the entries are observed, and a third of these are zero. Some rows and columns have no entries.
        var cells = (
            from row in Enumerable.Range(0, rows)
            where row % 5 != 3
            from column in Enumerable.Range(0, ColumnCount)
            where column % 7 != 2 && random.Next(3) == 0
            select (Row: row, Column: column, Value: random.Next(3) == 0 ? 0 : random.NextSingle() + 1)).ToArray();
        int[] pointers = [.. Enumerable.Range(0, rows + 1).Select(row => cells.Count(cell => cell.Row < row))];

        entries.Load(pointers, Array.ConvertAll(cells, c => c.Column), Array.ConvertAll(cells, c => c.Value), skipZeros);

        var columns = cells.Where(cell => !skipZeros || cell.Value != 0).GroupBy(cell => cell.Column).OrderBy(group => group.Key).ToArray();
        Assert.AreEqual(columns.Length, entries.ColumnCount);
        Assert.AreEqual(columns.Sum(column => column.Count()), entries.Count);
        Assert.AreSequenceEqual(columns.Select(column => column.Key), entries.Columns.ToArray());
        for (var i = 0; i < columns.Length; i++)
        {
            Assert.AreSequenceEqual(columns[i].Select(cell => cell.Row), entries.Rows[entries[i]].ToArray());
            Assert.AreSequenceEqual(columns[i].Select(cell => cell.Value), entries.Values[entries[i]].ToArray());
        }
    }
}
