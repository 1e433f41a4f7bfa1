using System.Runtime.CompilerServices;

namespace AutoRec.Engines.Sparse;

/// <summary>A batch's entries ordered by column (CSC).</summary>
internal sealed class ColumnEntries(int columnCount)
{
    private readonly int[] _ends = new int[columnCount];
    private readonly int[] _columns = new int[columnCount];
    private readonly int[] _starts = new int[columnCount + 1];
    private int[] _rows = [];
    private float[] _values = [];
    private (int Row, int Column, float Value)[] _given = [];

    public int Count => _starts[ColumnCount];
    public int ColumnCount { get; private set; }

    /// <summary>The columns with entries, ascending.</summary>
    public ReadOnlySpan<int> Columns => _columns.AsSpan(0, ColumnCount);

    /// <summary>The positions of the entries of <c>Columns[index]</c>.</summary>
    public Range this[int index] => _starts[index].._starts[index + 1];

    /// <summary>The row of each entry, ascending within a column.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    public ReadOnlySpan<float> Values => _values;

    /// <summary>Loads the entries of a batch (CSR), optionally without zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load(ReadOnlySpan<int> rowPointers, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, bool skipZeros)
    {
        if (_rows.Length < columns.Length)
        {
            var length = columns.Length + columns.Length / 4;
            (_rows, _values, _given) = (new int[length], new float[length], new (int, int, float)[length]);
        }

        // A counting sort: ends hold counts first, then starts, and finally ends. Zeros are skipped without a branch, because a branch
        // would be mispredicted at every third entry.
        var (given, ends, count) = (_given, _ends, 0);
        Array.Clear(ends);
        for (var row = 0; row + 1 < rowPointers.Length; row++)
        {
            for (var i = rowPointers[row]; i < rowPointers[row + 1]; i++)
            {
                var taken = skipZeros && values[i] == 0 ? 0 : 1;
                given[count] = (row, columns[i], values[i]);
                count += taken;
                ends[columns[i]] += taken;
            }
        }

        var (index, start) = (0, 0);
        for (var column = 0; column < ends.Length; column++)
        {
            var length = ends[column];
            ends[column] = start;
            if (length == 0)
                continue;
            (_columns[index], _starts[index]) = (column, start);
            index++;
            start += length;
        }

        (ColumnCount, _starts[index]) = (index, start);
        for (var i = 0; i < count; i++)
        {
            var (row, column, value) = given[i];
            var position = ends[column]++;
            (_rows[position], _values[position]) = (row, value);
        }
    }
}
