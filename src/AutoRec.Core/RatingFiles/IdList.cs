using System.Globalization;
using System.Text.Unicode;

namespace AutoRec.RatingFiles;

/// <summary>
/// The ids of users or of items: whole numbers, or texts as soon as an id of the file is none in canonical form, so that every id keeps
/// its form.
/// </summary>
internal sealed class IdList
{
    private int[] _values = [];
    private IdTable? _table;

    public bool IsText => _table is not null;

    /// <summary>The number of ids that are not ASCII, in UTF-8 and in Windows-1252.</summary>
    public (int Utf8, int Windows1252) Encodings => _table?.CountEncodings() ?? default;

    /// <summary>The id of a row, or its index among the texts.</summary>
    public int this[int row]
    {
        get => _values[row];
        set => _values[row] = value;
    }

    /// <summary>Whether the id of a row is not in UTF-8.</summary>
    public bool IsWindows1252(int row) => _table is not null && !Utf8.IsValid(_table[_values[row]]);

    /// <summary>Makes room, and keeps the first rows.</summary>
    public void Resize(int capacity, int kept) => RatingColumns.Resize(ref _values, capacity, kept);

    /// <summary>Makes texts of the ids of the first rows.</summary>
    public void ToText(int rows)
    {
        _table = new();
        Span<byte> text = stackalloc byte[11];
        for (var row = 0; row < rows; row++)
        {
            _values[row].TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
            _values[row] = _table.Add(text[..length]);
        }
    }

    /// <summary>Moves a part's rows down, and replaces the part's indices of texts by this column's.</summary>
    public void Take(int from, int to, int rows, IdTable part)
    {
        var source = _values.AsSpan(from, rows);
        if (_table is null)
        {
            source.CopyTo(_values.AsSpan(to));
            return;
        }

        var indices = new int[part.Count];
        for (var i = 0; i < indices.Length; i++)
            indices[i] = _table.Add(part[i]);
        for (var i = 0; i < source.Length; i++)
            _values[to + i] = indices[source[i]];
    }

    /// <summary>The texts by index; null if the ids are numbers.</summary>
    public string[]? Texts() => _table?.Decode();
}
