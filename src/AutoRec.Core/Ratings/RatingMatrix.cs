namespace AutoRec;

/// <summary>
/// An immutable sparse matrix of ratings in compressed rows (CSR): R rows × C columns with N observed entries. An entry that was not
/// observed is unknown, not zero; an observed rating may be zero.
/// </summary>
internal sealed class RatingMatrix
{
    private readonly int[] _rowPointers;
    private readonly int[] _columnIndices;
    private readonly float[] _values;

    private RatingMatrix(int columnCount, int[] rowPointers, int[] columnIndices, float[] values) =>
        (ColumnCount, _rowPointers, _columnIndices, _values) = (columnCount, rowPointers, columnIndices, values);

    /// <summary>R, including rows without ratings.</summary>
    public int RowCount => _rowPointers.Length - 1;

    /// <summary>C, including columns without ratings.</summary>
    public int ColumnCount { get; }

    /// <summary>N.</summary>
    public int Count => _values.Length;

    /// <summary>R + 1 positions: the entries of row r are those from <c>RowPointers[r]</c> up to <c>RowPointers[r + 1]</c>.</summary>
    public ReadOnlySpan<int> RowPointers => _rowPointers;

    /// <summary>The N column indices, ascending within each row.</summary>
    public ReadOnlySpan<int> ColumnIndices => _columnIndices;

    /// <summary>The N ratings, in the order of <see cref="ColumnIndices"/>.</summary>
    public ReadOnlySpan<float> Values => _values;

    public ReadOnlySpan<int> ColumnsOf(int row) => _columnIndices.AsSpan(_rowPointers[row].._rowPointers[row + 1]);
    public ReadOnlySpan<float> ValuesOf(int row) => _values.AsSpan(_rowPointers[row].._rowPointers[row + 1]);
    public int CountOf(int row) => _rowPointers[row + 1] - _rowPointers[row];

    /// <summary>Builds a matrix from ratings in any order. The last rating of a pair counts, or the sum of all.</summary>
    /// <exception cref="ArgumentException">The spans differ in length, or an index lies outside the matrix.</exception>
    public static RatingMatrix Create(
        int rowCount,
        int columnCount,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<int> columns,
        ReadOnlySpan<float> values,
        bool addRepeated = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(columnCount);
        if (rows.Length != columns.Length || rows.Length != values.Length)
        {
            throw new ArgumentException($"There are {rows.Length} row indices, {columns.Length} column indices and {values.Length} values; "
                + "expected the same number of each.");
        }

        CheckIndices(rows, rowCount, nameof(rows));
        CheckIndices(columns, columnCount, nameof(columns));

        // Two stable counting sorts, by column and then by row, order the ratings in linear time. Ratings of the same pair become
        // neighbors and keep their order.
        var byColumn = StableOrder(columns, columnCount, order: null);
        var order = StableOrder(rows, rowCount, byColumn);

        var rowPointers = new int[rowCount + 1];
        var columnIndices = new int[rows.Length];
        var sorted = new float[rows.Length];
        var (kept, sum) = (0, 0f);
        for (var i = 0; i < order.Length; i++)
        {
            var (row, column) = (rows[order[i]], columns[order[i]]);
            sum = addRepeated ? sum + values[order[i]] : values[order[i]];
            if (i + 1 < order.Length && rows[order[i + 1]] == row && columns[order[i + 1]] == column)
                continue; // A later rating of the same pair follows.
            columnIndices[kept] = column;
            (sorted[kept], sum) = (sum, 0);
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
        // One pass, without the sorts and copies of Create: every training transposes.
        var rowPointers = new int[ColumnCount + 1];
        foreach (var column in _columnIndices)
            rowPointers[column + 1]++;
        AccumulateCounts(rowPointers);

        var next = rowPointers.AsSpan(0, ColumnCount).ToArray();
        var (columnIndices, values) = (new int[Count], new float[Count]);
        for (var row = 0; row < RowCount; row++)
        {
            for (var i = _rowPointers[row]; i < _rowPointers[row + 1]; i++)
            {
                var to = next[_columnIndices[i]]++;
                (columnIndices[to], values[to]) = (row, _values[i]);
            }
        }

        return new RatingMatrix(RowCount, rowPointers, columnIndices, values);
    }

    /// <summary>The rows with ratings, ascending.</summary>
    internal int[] RatedRows() => [.. Enumerable.Range(0, RowCount).Where(row => CountOf(row) > 0)];

    internal int[] CountByColumn()
    {
        var counts = new int[ColumnCount];
        foreach (var column in _columnIndices)
            counts[column]++;
        return counts;
    }

    /// <summary>Applies <paramref name="map"/> to every rating.</summary>
    internal RatingMatrix Map(Func<float, float> map) =>
        new(ColumnCount, _rowPointers, _columnIndices, Array.ConvertAll(_values, v => map(v)));

    /// <summary>Keeps the ratings whose position, from 0 to N − 1, satisfies <paramref name="keep"/>.</summary>
    internal RatingMatrix Where(Func<int, bool> keep)
    {
        int[] kept = [.. Enumerable.Range(0, Count).Where(keep)];
        var rowPointers = Array.ConvertAll(_rowPointers, CountBelow);
        return new(ColumnCount, rowPointers, Array.ConvertAll(kept, i => _columnIndices[i]), Array.ConvertAll(kept, i => _values[i]));

        int CountBelow(int position)
        {
            var found = Array.BinarySearch(kept, position);
            return found < 0 ? ~found : found;
        }
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
