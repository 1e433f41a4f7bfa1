using AutoRec.Training;

namespace AutoRec.Engines;

/// <summary>A batch seen from its columns: which have entries, and in which rows.</summary>
internal sealed class BatchColumns(int columnCount)
{
    private readonly int[] _ends = new int[columnCount];
    private readonly int[] _columns = new int[columnCount];
    private int[] _rows = [];
    private int[] _entries = [];

    /// <summary>The number of columns that have entries.</summary>
    public int Count { get; private set; }

    /// <summary>The column with number <paramref name="index"/> of those that have entries, in ascending order.</summary>
    public int this[int index] => _columns[index];

    /// <summary>The batch's rows that have an entry in the column with this number, ascending.</summary>
    public ReadOnlySpan<int> Rows(int index) => _rows.AsSpan(Range(index));

    /// <summary>The positions of these entries in the batch.</summary>
    public ReadOnlySpan<int> Entries(int index) => _entries.AsSpan(Range(index));

    public void Load(Batch batch)
    {
        if (_rows.Length < batch.Count)
            (_rows, _entries) = (new int[batch.Count * 5L / 4], new int[batch.Count * 5L / 4]);

        // A counting sort: ends are first counts, then starts, and as entries come in, ends.
        var ends = _ends;
        Array.Clear(ends);
        foreach (var column in batch.Columns)
            ends[column]++;
        var (count, start) = (0, 0);
        for (var column = 0; column < ends.Length; column++)
        {
            if (ends[column] > 0)
                _columns[count++] = column;
            (ends[column], start) = (start, start + ends[column]);
        }

        Count = count;
        var columns = batch.Columns;
        var rowPointers = batch.RowPointers;
        for (var row = 0; row < batch.RowCount; row++)
        {
            for (var i = rowPointers[row]; i < rowPointers[row + 1]; i++)
            {
                var position = ends[columns[i]]++;
                _rows[position] = row;
                _entries[position] = i;
            }
        }
    }

    private Range Range(int index) => (index == 0 ? 0 : _ends[_columns[index - 1]]).._ends[_columns[index]];
}
