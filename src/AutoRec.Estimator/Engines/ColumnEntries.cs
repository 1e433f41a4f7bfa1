namespace AutoRec.Engines;

/// <summary>A batch's entries ordered by their columns (CSC): which columns have any, in which rows, and a value of each.</summary>
internal sealed class ColumnEntries(int columnCount)
{
    private readonly int[] _ends = new int[columnCount];
    private readonly int[] _columns = new int[columnCount];
    private readonly int[] _starts = new int[columnCount + 1];
    private int[] _rows = [];
    private float[] _values = [];

    /// <summary>The number of columns that have entries.</summary>
    public int ColumnCount { get; private set; }

    /// <summary>The number of entries.</summary>
    public int Count => _starts[ColumnCount];

    /// <summary>The columns that have entries, ascending.</summary>
    public ReadOnlySpan<int> Columns => _columns.AsSpan(0, ColumnCount);

    /// <summary>The positions of the entries of column number <paramref name="index"/> of <see cref="Columns"/>.</summary>
    public Range this[int index] => _starts[index].._starts[index + 1];

    /// <summary>The row of each entry; ascending within a column.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    public ReadOnlySpan<float> Values => _values;

    /// <summary>Takes over the entries of a batch (CSR), all or those whose value is not zero.</summary>
    public void Load(ReadOnlySpan<int> rowPointers, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, bool skipZeros)
    {
        if (_rows.Length < columns.Length)
            (_rows, _values) = (new int[columns.Length + columns.Length / 4], new float[columns.Length + columns.Length / 4]);

        // A counting sort: ends are first counts, then starts, and as entries come in, ends. Without branches on the values: a third of
        // them would be mispredicted.
        var ends = _ends;
        Array.Clear(ends);
        for (var i = 0; i < columns.Length; i++)
            ends[columns[i]] += skipZeros && values[i] == 0 ? 0 : 1;
        var (count, start) = (0, 0);
        for (var column = 0; column < ends.Length; column++)
        {
            var length = ends[column];
            ends[column] = start;
            if (length == 0)
                continue;
            (_columns[count], _starts[count]) = (column, start);
            count++;
            start += length;
        }

        (ColumnCount, _starts[count]) = (count, start);
        for (var row = 0; row + 1 < rowPointers.Length; row++)
        {
            for (var i = rowPointers[row]; i < rowPointers[row + 1]; i++)
            {
                if (skipZeros && values[i] == 0)
                    continue;
                var position = ends[columns[i]]++;
                _rows[position] = row;
                _values[position] = values[i];
            }
        }
    }
}
