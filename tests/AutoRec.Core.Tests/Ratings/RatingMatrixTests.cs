namespace AutoRec.Tests;

[TestClass]
public sealed class RatingMatrixTests
{
    // Row 0 has 4 in column 0 and 5 in column 2, row 1 nothing, row 2 has 3 in column 1 and a zero in column 3.
    private static readonly (int Row, int Column, float Value)[] Entries = [(2, 3, 0), (0, 2, 5), (2, 1, 3), (0, 0, 4)];

    [TestMethod]
    [DataRow(new[] { 0, 1, 2, 3 })]
    [DataRow(new[] { 3, 2, 1, 0 })]
    [DataRow(new[] { 1, 3, 0, 2 })]
    public void Create_RatingsInAnyOrder_AreInCompressedRows(int[] order)
    {
        var matrix = Create(3, 4, [.. order.Select(i => Entries[i])]);
        Assert.AreEqual((3, 4, 4), (matrix.RowCount, matrix.ColumnCount, matrix.Count));
        Assert.AreSequenceEqual(new[] { 0, 2, 2, 4 }, matrix.RowPointers.ToArray());
        Assert.AreSequenceEqual(new[] { 0, 2, 1, 3 }, matrix.ColumnIndices.ToArray());
        Assert.AreSequenceEqual(new[] { 4f, 5, 3, 0 }, matrix.Values.ToArray());
    }

    [TestMethod]
    public void Rows_OneByOne_HaveTheirColumnsAndValues()
    {
        var matrix = Create(3, 4, Entries);
        Assert.AreSequenceEqual(new[] { 1, 3 }, matrix.ColumnsOf(2).ToArray());
        Assert.AreSequenceEqual(new[] { 3f, 0 }, matrix.ValuesOf(2).ToArray());
        Assert.AreSequenceEqual(new[] { 2, 0, 2 }, Enumerable.Range(0, 3).Select(matrix.CountOf).ToArray());
        Assert.IsEmpty(matrix.ColumnsOf(1).ToArray());
    }

    [TestMethod]
    public void Create_RepeatedPair_KeepsTheLastRating()
    {
        var matrix = Create(2, 2, [(1, 1, 1), (0, 0, 4), (1, 1, 2), (1, 0, 5), (1, 1, 3)]);
        Assert.AreSequenceEqual(new[] { 4f, 5, 3 }, matrix.Values.ToArray());
        Assert.AreSequenceEqual(new[] { 0, 1, 3 }, matrix.RowPointers.ToArray());
    }

    [TestMethod]
    public void Create_RatingOfZero_IsARating()
    {
        var matrix = Create(1, 3, [(0, 1, 0)]);
        Assert.AreEqual(1, matrix.Count);
        Assert.AreEqual(1, matrix.CountOf(0));
        Assert.AreEqual(1, matrix.Transpose().CountOf(1));
    }

    [TestMethod]
    public void Create_NoRatings_IsAnEmptyMatrixOfItsSize()
    {
        var matrix = Create(2, 3, []);
        Assert.AreEqual((2, 3, 0), (matrix.RowCount, matrix.ColumnCount, matrix.Count));
        Assert.AreSequenceEqual(new int[4], matrix.Transpose().RowPointers.ToArray());
    }

    // Ratings in random order, with an empty row and an empty column.
    private static readonly RatingMatrix SmallMatrix = Create(
        4, 5, [(3, 4, 5), (0, 2, 1), (3, 0, 2), (0, 0, 4), (1, 4, 3), (1, 1, 2.5f), (0, 4, 1)]);

    [TestMethod]
    public void Transpose_EveryEntry_SwapsRowAndColumn()
    {
        var matrix = SmallMatrix;
        var transposed = matrix.Transpose();
        Assert.AreEqual(
            (matrix.ColumnCount, matrix.RowCount, matrix.Count), (transposed.RowCount, transposed.ColumnCount, transposed.Count));
        Assert.AreSequenceEqual(
            ToEntries(matrix).Select(e => (e.Column, e.Row, e.Value)).ToArray(),
            ToEntries(transposed).ToArray(),
            SequenceOrder.InAnyOrder);
        for (var row = 0; row < transposed.RowCount; row++)
            Assert.AreSequenceEqual(transposed.ColumnsOf(row).ToArray().Order().ToArray(), transposed.ColumnsOf(row).ToArray());
    }

    [TestMethod]
    public void Transpose_Twice_IsTheSameMatrix()
    {
        var matrix = SmallMatrix;
        Assert.AreSequenceEqual(ToEntries(matrix).ToArray(), ToEntries(matrix.Transpose().Transpose()).ToArray());
    }

    [TestMethod]
    [DataRow(3, 0, "rows", "from 0 to 2")]
    [DataRow(-1, 0, "rows", "from 0 to 2")]
    [DataRow(0, 4, "columns", "from 0 to 3")]
    [DataRow(0, -1, "columns", "from 0 to 3")]
    public void Create_IndexOutsideTheMatrix_SaysWhichAndWhatRange(int row, int column, string name, string range)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Create(3, 4, [(0, 0, 1), (row, column, 1)]));
        Assert.AreEqual(name, error.ParamName);
        Assert.Contains($"Entry 1 of {name}", error.Message);
        Assert.Contains(range, error.Message);
    }

    [TestMethod]
    public void Create_SpansOfDifferentLengths_SaysTheLengths()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => RatingMatrix.Create(2, 2, [0, 1], [0], [1, 2, 3]));
        Assert.Contains("2 row indices, 1 column indices and 3 values", error.Message);
    }

    [TestMethod]
    public void Create_WithWeights_DividesThemByTheirMean()
    {
        var matrix = Weighted(2, 4, 6);
        Assert.AreSequenceEqual(new[] { 0.5f, 1, 1.5f }, matrix.Weights.ToArray());
        Assert.AreSequenceEqual(new[] { 1, 1.5f }, matrix.WeightsOf(1).ToArray());
    }

    [TestMethod]
    public void Create_WithEqualWeights_HasNone() => Assert.IsTrue(Weighted(0.3f, 0.3f, 0.3f).Weights.IsEmpty);

    [TestMethod]
    public void Create_WithExtremeWeights_KeepsThemFinite() =>
        Assert.AreSequenceEqual(new[] { 1.5f, 0, 1.5f }, Weighted(float.MaxValue, float.Epsilon, float.MaxValue).Weights.ToArray());

    [TestMethod]
    public void Create_RepeatedPairWithWeights_KeepsTheLastWeight()
    {
        var matrix = RatingMatrix.Create(1, 2, [0, 0, 0], [0, 1, 0], [1, 2, 3], weights: [9, 1, 3]);
        Assert.AreSequenceEqual(new[] { 3f, 2 }, matrix.Values.ToArray());
        Assert.AreSequenceEqual(new[] { 1.5f, 0.5f }, matrix.Weights.ToArray());
    }

    [TestMethod]
    public void Create_WeightOfSomeRatingsOnly_SaysTheNumbers()
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => RatingMatrix.Create(2, 2, [0, 1], [0, 1], [1, 2], weights: [1]));
        Assert.Contains("1 weights of 2 ratings", error.Message);
    }

    [TestMethod]
    public void Weights_OfTransposedMappedAndFilteredRatings_StayWithTheirRatings()
    {
        var matrix = Weighted(2, 4, 6);
        Assert.AreSequenceEqual(new[] { 1, 0.5f, 1.5f }, matrix.Transpose().Weights.ToArray());
        Assert.AreSequenceEqual(matrix.Weights.ToArray(), matrix.Map(value => -value).Weights.ToArray());
        Assert.AreSequenceEqual(new[] { 0.5f, 1.5f }, matrix.Where(i => i != 1).Weights.ToArray(), "The mean is 1 again.");
        Assert.IsTrue(matrix.WithoutWeights().Weights.IsEmpty);
    }

    // In the order of columns, the second rating is the first.
    private static RatingMatrix Weighted(params float[] weights) =>
        RatingMatrix.Create(2, 2, [0, 1, 1], [1, 0, 1], [1, 2, 3], weights: weights);

    [TestMethod]
    [DataRow(-1, 2, "rowCount")]
    [DataRow(2, -1, "columnCount")]
    public void Create_NegativeSize_IsRefused(int rowCount, int columnCount, string name) =>
        Assert.AreEqual(name, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Create(rowCount, columnCount, [])).ParamName);

    private static RatingMatrix Create(int rowCount, int columnCount, (int Row, int Column, float Value)[] entries) => RatingMatrix.Create(
        rowCount,
        columnCount,
        [.. entries.Select(e => e.Row)],
        [.. entries.Select(e => e.Column)],
        [.. entries.Select(e => e.Value)]);

    private static IEnumerable<(int Row, int Column, float Value)> ToEntries(RatingMatrix matrix)
    {
        for (var row = 0; row < matrix.RowCount; row++)
        {
            for (var i = matrix.RowPointers[row]; i < matrix.RowPointers[row + 1]; i++)
                yield return (row, matrix.ColumnIndices[i], matrix.Values[i]);
        }
    }
}
