namespace AutoRec;

/// <summary>
/// An immutable sparse matrix of ratings in compressed rows (CSR): R rows × C columns with N observed entries. An entry that was not
/// observed is unknown, not zero; an observed rating may be zero. The ratings may have weights, of mean 1.
/// </summary>
internal sealed class RatingMatrix
{
    private readonly int[] _rowPointers;
    private readonly int[] _columnIndices;
    private readonly float[] _values;
    private readonly float[]? _weights;

    private RatingMatrix(int columnCount, int[] rowPointers, int[] columnIndices, float[] values, float[]? weights) =>
        (ColumnCount, _rowPointers, _columnIndices, _values, _weights) = (columnCount, rowPointers, columnIndices, values, weights);

    /// <summary>The features of the rows; null without features.</summary>
    public FeatureMatrix? RowFeatures { get; private init; }

    /// <summary>The features of the columns; null without features.</summary>
    public FeatureMatrix? ColumnFeatures { get; private init; }

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

    /// <summary>The N weights, in the order of <see cref="Values"/> and of mean 1; empty if all are equal.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    public ReadOnlySpan<int> ColumnsOf(int row) => _columnIndices.AsSpan(_rowPointers[row].._rowPointers[row + 1]);
    public ReadOnlySpan<float> ValuesOf(int row) => _values.AsSpan(_rowPointers[row].._rowPointers[row + 1]);
    public ReadOnlySpan<float> WeightsOf(int row) => _weights is null ? [] : _weights.AsSpan(_rowPointers[row].._rowPointers[row + 1]);
    public int CountOf(int row) => _rowPointers[row + 1] - _rowPointers[row];

    /// <summary>
    /// Builds a matrix from ratings in any order. The last rating of a pair counts, or the sum of all. Weights are at least 0, not all 0,
    /// and given for all ratings or for none.
    /// </summary>
    /// <exception cref="ArgumentException">The spans differ in length, or an index lies outside the matrix.</exception>
    public static RatingMatrix Create(
        int rowCount,
        int columnCount,
        ReadOnlySpan<int> rows,
        ReadOnlySpan<int> columns,
        ReadOnlySpan<float> values,
        bool addRepeated = false,
        ReadOnlySpan<float> weights = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        ArgumentOutOfRangeException.ThrowIfNegative(columnCount);
        if (rows.Length != columns.Length || rows.Length != values.Length)
        {
            throw new ArgumentException($"There are {rows.Length} row indices, {columns.Length} column indices and {values.Length} values; "
                + "expected the same number of each.");
        }

        if (weights.Length != values.Length && !weights.IsEmpty)
            throw new ArgumentException($"There are {weights.Length} weights of {values.Length} ratings; expected one for each, or none.");

        CheckIndices(rows, rowCount, nameof(rows));
        CheckIndices(columns, columnCount, nameof(columns));

        // Two stable counting sorts, by column and then by row, order the ratings in linear time. Ratings of the same pair become
        // neighbors and keep their order.
        var byColumn = StableOrder(columns, columnCount, order: null);
        var order = StableOrder(rows, rowCount, byColumn);

        var rowPointers = new int[rowCount + 1];
        var columnIndices = new int[rows.Length];
        var sorted = new float[rows.Length];
        var sortedWeights = new float[weights.Length];
        var (kept, sum) = (0, 0f);
        for (var i = 0; i < order.Length; i++)
        {
            var (row, column) = (rows[order[i]], columns[order[i]]);
            sum = addRepeated ? sum + values[order[i]] : values[order[i]];
            if (i + 1 < order.Length && rows[order[i + 1]] == row && columns[order[i + 1]] == column)
                continue; // A later rating of the same pair follows.
            columnIndices[kept] = column;
            (sorted[kept], sum) = (sum, 0);
            if (!weights.IsEmpty)
                sortedWeights[kept] = weights[order[i]];
            kept++;
            rowPointers[row + 1]++;
        }

        AccumulateCounts(rowPointers);
        Array.Resize(ref columnIndices, kept);
        Array.Resize(ref sorted, kept);
        var keptWeights = WithMeanOne(sortedWeights.AsSpan(0, Math.Min(kept, weights.Length)));
        return new RatingMatrix(columnCount, rowPointers, columnIndices, sorted, keptWeights);
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
        var weights = _weights is null ? null : new float[Count];
        for (var row = 0; row < RowCount; row++)
        {
            for (var i = _rowPointers[row]; i < _rowPointers[row + 1]; i++)
            {
                var to = next[_columnIndices[i]]++;
                (columnIndices[to], values[to]) = (row, _values[i]);
                if (weights is not null)
                    weights[to] = _weights![i];
            }
        }

        return new RatingMatrix(RowCount, rowPointers, columnIndices, values, weights)
        {
            RowFeatures = ColumnFeatures,
            ColumnFeatures = RowFeatures,
        };
    }

    /// <summary>The same ratings, all of weight 1.</summary>
    public RatingMatrix WithoutWeights() =>
        _weights is null
            ? this
            : new RatingMatrix(ColumnCount, _rowPointers, _columnIndices, _values, weights: null).WithFeatures(RowFeatures, ColumnFeatures);

    /// <summary>The same ratings with features of the rows and of the columns; null for none.</summary>
    public RatingMatrix WithFeatures(FeatureMatrix? rows, FeatureMatrix? columns) =>
        new(ColumnCount, _rowPointers, _columnIndices, _values, _weights) { RowFeatures = rows, ColumnFeatures = columns };

    /// <summary>The rows with ratings, ascending.</summary>
    internal int[] RatedRows() => [.. Enumerable.Range(0, RowCount).Where(row => CountOf(row) > 0)];

    internal int[] CountByRow()
    {
        var counts = new int[RowCount];
        for (var row = 0; row < counts.Length; row++)
            counts[row] = CountOf(row);
        return counts;
    }

    internal int[] CountByColumn()
    {
        var counts = new int[ColumnCount];
        foreach (var column in _columnIndices)
            counts[column]++;
        return counts;
    }

    /// <summary>Applies <paramref name="map"/> to every rating.</summary>
    internal RatingMatrix Map(Func<float, float> map) =>
        new RatingMatrix(ColumnCount, _rowPointers, _columnIndices, Array.ConvertAll(_values, v => map(v)), _weights)
            .WithFeatures(RowFeatures, ColumnFeatures);

    /// <summary>Keeps the ratings whose position, from 0 to N − 1, satisfies <paramref name="keep"/>.</summary>
    internal RatingMatrix Where(Func<int, bool> keep)
    {
        int[] kept = [.. Enumerable.Range(0, Count).Where(keep)];
        var rowPointers = Array.ConvertAll(_rowPointers, CountBelow);
        var ratings = new RatingMatrix(
            ColumnCount,
            rowPointers,
            Array.ConvertAll(kept, i => _columnIndices[i]),
            Array.ConvertAll(kept, i => _values[i]),
            _weights is null ? null : WithMeanOne(Array.ConvertAll(kept, i => _weights[i])));
        return ratings.WithFeatures(RowFeatures, ColumnFeatures);

        int CountBelow(int position)
        {
            var found = Array.BinarySearch(kept, position);
            return found < 0 ? ~found : found;
        }
    }

    /// <summary>Divides weights by their mean, because only their ratios matter. Equal weights become none.</summary>
    private static float[]? WithMeanOne(ReadOnlySpan<float> weights)
    {
        if (weights.IsEmpty || !weights.ContainsAnyExcept(weights[0]))
            return null;
        double sum = 0;
        foreach (var weight in weights)
            sum += weight;
        var scaled = new float[weights.Length];
        for (var i = 0; i < scaled.Length; i++)
            scaled[i] = (float)(weights[i] * (weights.Length / sum));
        return scaled;
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
