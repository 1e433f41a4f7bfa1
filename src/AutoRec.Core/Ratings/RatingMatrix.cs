namespace AutoRec;

/// <summary>
/// A sparse matrix of ratings in compressed rows (CSR): R rows × C columns, of which N entries are observed. An entry that is not
/// observed is unknown, not zero; a rating of zero is a rating.
/// </summary>
/// <remarks>Immutable. In ML.NET's words the rows are the <i>matrix row index</i> (items), the columns the <i>matrix column index</i> (users).</remarks>
internal sealed class RatingMatrix
{
    private readonly int[] _rowPointers;
    private readonly int[] _columnIndices;
    private readonly float[] _values;

    private RatingMatrix(int columnCount, int[] rowPointers, int[] columnIndices, float[] values) =>
        (ColumnCount, _rowPointers, _columnIndices, _values) = (columnCount, rowPointers, columnIndices, values);

    /// <summary>R, the number of rows, those without ratings included.</summary>
    public int RowCount => _rowPointers.Length - 1;

    /// <summary>C, the number of columns, those without ratings included.</summary>
    public int ColumnCount { get; }

    /// <summary>N, the number of observed ratings.</summary>
    public int Count => _values.Length;

    /// <summary>
    /// R + 1 positions: the ratings of row <c>r</c> are the entries <c>RowPointers[r]</c> (included) to <c>RowPointers[r + 1]</c>
    /// (excluded) of <see cref="ColumnIndices"/> and <see cref="Values"/>.
    /// </summary>
    public ReadOnlySpan<int> RowPointers => _rowPointers;

    /// <summary>N column indices from 0 to C − 1, ascending within each row.</summary>
    public ReadOnlySpan<int> ColumnIndices => _columnIndices;

    /// <summary>N ratings, in the order of <see cref="ColumnIndices"/>.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The columns in which <paramref name="row"/> has ratings, ascending.</summary>
    public ReadOnlySpan<int> ColumnsOf(int row) => _columnIndices.AsSpan(_rowPointers[row].._rowPointers[row + 1]);

    /// <summary>The ratings of <paramref name="row"/>, in the order of <see cref="ColumnsOf"/>.</summary>
    public ReadOnlySpan<float> ValuesOf(int row) => _values.AsSpan(_rowPointers[row].._rowPointers[row + 1]);

    /// <summary>The number of ratings in <paramref name="row"/>.</summary>
    public int CountOf(int row) => _rowPointers[row + 1] - _rowPointers[row];

    /// <summary>Builds a matrix from ratings in any order; of a pair that is given more than once the last counts.</summary>
    /// <param name="rowCount">R; every row index is below it.</param>
    /// <param name="columnCount">C; every column index is below it.</param>
    /// <param name="rows">Row indices, 0-based.</param>
    /// <param name="columns">Column indices, 0-based, as many as <paramref name="rows"/>.</param>
    /// <param name="values">Ratings, as many as <paramref name="rows"/>.</param>
    /// <exception cref="ArgumentException">The three spans are of different lengths.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is negative or beyond the matrix, or a count is negative.</exception>
    public static RatingMatrix Create(int rowCount, int columnCount, ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, ReadOnlySpan<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(columnCount);
        if (rows.Length != columns.Length || rows.Length != values.Length)
            throw new ArgumentException($"Each rating has a row, a column and a value, but there are {rows.Length} rows, {columns.Length} columns and {values.Length} values.");
        CheckIndices(rows, rowCount, nameof(rows));
        CheckIndices(columns, columnCount, nameof(columns));

        // Two stable counting sorts, by column and then by row, put the ratings in order in linear time, and leave those of the same
        // pair beside each other in the order in which they were given.
        var byColumn = StableOrder(columns, columnCount, order: null);
        var order = StableOrder(rows, rowCount, byColumn);

        var rowPointers = new int[rowCount + 1];
        var columnIndices = new int[rows.Length];
        var sorted = new float[rows.Length];
        var kept = 0;
        for (var i = 0; i < order.Length; i++)
        {
            var (row, column) = (rows[order[i]], columns[order[i]]);
            var givenAgain = i + 1 < order.Length && rows[order[i + 1]] == row && columns[order[i + 1]] == column;
            if (givenAgain)
                continue;
            columnIndices[kept] = column;
            sorted[kept] = values[order[i]];
            kept++;
            rowPointers[row + 1]++;
        }

        AccumulateCounts(rowPointers);
        Array.Resize(ref columnIndices, kept);
        Array.Resize(ref sorted, kept);
        return new RatingMatrix(columnCount, rowPointers, columnIndices, sorted);
    }

    /// <summary>The C × R matrix of the same ratings.</summary>
    public RatingMatrix Transpose()
    {
        var pointers = new int[ColumnCount + 1];
        foreach (var column in _columnIndices)
            pointers[column + 1]++;
        AccumulateCounts(pointers);

        var next = pointers.AsSpan(0, ColumnCount).ToArray();
        var indices = new int[Count];
        var values = new float[Count];
        for (var row = 0; row < RowCount; row++)
        {
            for (var i = _rowPointers[row]; i < _rowPointers[row + 1]; i++)
            {
                var to = next[_columnIndices[i]]++;
                (indices[to], values[to]) = (row, _values[i]);
            }
        }

        return new RatingMatrix(RowCount, pointers, indices, values);
    }

    /// <summary>The rows that have ratings, ascending.</summary>
    internal int[] RatedRows() => [.. Enumerable.Range(0, RowCount).Where(row => CountOf(row) > 0)];

    /// <summary>The number of ratings in each column.</summary>
    internal int[] CountByColumn()
    {
        var counts = new int[ColumnCount];
        foreach (var column in _columnIndices)
            counts[column]++;
        return counts;
    }

    /// <summary>The same matrix with each rating replaced by <paramref name="map"/> of it.</summary>
    internal RatingMatrix Map(Func<float, float> map) => new(ColumnCount, _rowPointers, _columnIndices, Array.ConvertAll(_values, v => map(v)));

    /// <summary>The same matrix with only those of its ratings for which <paramref name="keep"/> holds at their position.</summary>
    internal RatingMatrix Where(Func<int, bool> keep)
    {
        var pointers = new int[RowCount + 1];
        var indices = new List<int>(Count);
        var values = new List<float>(Count);
        for (var row = 0; row < RowCount; row++)
        {
            for (var i = _rowPointers[row]; i < _rowPointers[row + 1]; i++)
            {
                if (!keep(i))
                    continue;
                indices.Add(_columnIndices[i]);
                values.Add(_values[i]);
            }

            pointers[row + 1] = values.Count;
        }

        return new RatingMatrix(ColumnCount, pointers, [.. indices], [.. values]);
    }

    private static int[] StableOrder(ReadOnlySpan<int> keys, int keyCount, int[]? order)
    {
        var next = new int[keyCount + 1];
        foreach (var key in keys)
            next[key + 1]++;
        AccumulateCounts(next);

        var sorted = new int[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            var at = order is null ? i : order[i];
            sorted[next[keys[at]]++] = at;
        }

        return sorted;
    }

    private static void AccumulateCounts(int[] counts)
    {
        for (var i = 1; i < counts.Length; i++)
            counts[i] += counts[i - 1];
    }

    private static void CheckIndices(ReadOnlySpan<int> indices, int count, string name)
    {
        for (var i = 0; i < indices.Length; i++)
        {
            if ((uint)indices[i] >= (uint)count)
                throw new ArgumentOutOfRangeException(name, indices[i], $"Entry {i} of {name} must be from 0 to {count - 1}.");
        }
    }
}
