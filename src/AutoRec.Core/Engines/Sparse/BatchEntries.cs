using System.Runtime.CompilerServices;

namespace AutoRec.Engines.Sparse;

/// <summary>
/// A batch's entries in two orders. By column (CSC), so that a column's weights serve all its entries. And by row within blocks of columns,
/// so that the sum of a row stays in registers for several entries, while the weights of a block stay in a core's cache.
/// </summary>
internal sealed class BatchEntries(int columnCount)
{
    /// <summary>The columns of a block: 256 units of each are 256 KB.</summary>
    private const int ColumnsInBlock = 256;

    private readonly int[] _ends = new int[columnCount];
    private readonly int[] _columns = new int[columnCount];
    private readonly int[] _starts = new int[columnCount + 1];
    private int[] _rows = [];
    private float[] _values = [];
    private int[] _positions = [];
    private int[] _rowColumns = [];
    private float[] _rowValues = [];
    private int[] _cuts = [];
    private int _rowCount;

    public int Count => _starts[ColumnCount];
    public int ColumnCount { get; private set; }
    public int BlockCount => (ColumnCount + ColumnsInBlock - 1) / ColumnsInBlock;

    /// <summary>The columns with entries, ascending.</summary>
    public ReadOnlySpan<int> Columns => _columns.AsSpan(0, ColumnCount);

    /// <summary>The positions of the entries of <c>Columns[index]</c>.</summary>
    public Range this[int index] => _starts[index].._starts[index + 1];

    /// <summary>The row of each entry, ascending within a column.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    public ReadOnlySpan<float> Values => _values;

    /// <summary>The position of each entry in the order by row.</summary>
    public ReadOnlySpan<int> Positions => _positions;

    /// <summary>The column of each entry in the order by row, ascending within a row.</summary>
    public ReadOnlySpan<int> RowColumns => _rowColumns;

    public ReadOnlySpan<float> RowValues => _rowValues;

    /// <summary>The indices of a block's columns in <see cref="Columns"/>.</summary>
    public (int From, int To) Block(int block) =>
        (block * ColumnsInBlock, Math.Min((block + 1) * ColumnsInBlock, ColumnCount));

    /// <summary>The entries of a row in a block's columns, in the order by row.</summary>
    public Range OfRow(int block, int row) => _cuts[(block * _rowCount) + row].._cuts[((block + 1) * _rowCount) + row];

    /// <summary>Loads the entries of a batch (CSR), optionally without zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Load(ReadOnlySpan<int> rowPointers, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, bool skipZeros)
    {
        _rowCount = rowPointers.Length - 1;
        if (_rows.Length < columns.Length)
        {
            var length = columns.Length + columns.Length / 4;
            (_rows, _values, _positions) = (new int[length], new float[length], new int[length]);
            (_rowColumns, _rowValues) = (new int[length], new float[length]);
        }

        if (_cuts.Length < _rowCount + 1)
            _cuts = new int[_rowCount + 1];

        // A counting sort: ends hold counts first, then starts, and finally ends. Zeros are skipped without a branch, because a branch
        // would be mispredicted at every third entry.
        var (rowColumns, rowValues, ends, count) = (_rowColumns, _rowValues, _ends, 0);
        Array.Clear(ends);
        for (var row = 0; row < _rowCount; row++)
        {
            _cuts[row] = count;
            for (var i = rowPointers[row]; i < rowPointers[row + 1]; i++)
            {
                var taken = skipZeros && values[i] == 0 ? 0 : 1;
                (rowColumns[count], rowValues[count]) = (columns[i], values[i]);
                count += taken;
                ends[columns[i]] += taken;
            }
        }

        _cuts[_rowCount] = count;
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
        for (var row = 0; row < _rowCount; row++)
        {
            for (var i = _cuts[row]; i < _cuts[row + 1]; i++)
            {
                var position = ends[rowColumns[i]]++;
                (_rows[position], _values[position], _positions[position]) = (row, rowValues[i], i);
            }
        }

        CutRows();
    }

    /// <summary>Finds where each row enters each block. The first cuts are the starts of the rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CutRows()
    {
        var length = (BlockCount + 1) * _rowCount;
        if (_cuts.Length < length + 1)
            Array.Resize(ref _cuts, length + 1);
        var end = Count;
        for (var row = _rowCount - 1; row >= 0; row--)
        {
            var i = _cuts[row];
            for (var block = 0; block < BlockCount; block++)
            {
                var last = _columns[Block(block).To - 1];
                while (i < end && _rowColumns[i] <= last)
                    i++;
                _cuts[((block + 1) * _rowCount) + row] = i;
            }

            end = _cuts[row];
        }
    }
}
