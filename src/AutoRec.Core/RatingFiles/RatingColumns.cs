namespace AutoRec.RatingFiles;

/// <summary>Ratings as parallel arrays, of at most 20 bytes a rating. The first <see cref="Count"/> entries are in use.</summary>
/// <param name="hasTimes">Whether the ratings have times.</param>
internal sealed class RatingColumns(bool hasTimes)
{
    private float[] _labels = [];
    private long[] _timestamps = [];

    public int Count { get; private set; }
    public IdList Users { get; } = new();
    public IdList Items { get; } = new();
    public bool HasTimes => hasTimes;

    public float Label(int row) => _labels[row];
    public long Timestamp(int row) => _timestamps[row];

    /// <summary>Makes room for at least <paramref name="rows"/> rows, but for <paramref name="capacity"/> if it grows.</summary>
    /// <remarks>The new rows are not initialized, so the pages of a too high estimate are never touched.</remarks>
    public void Reserve(int rows, int capacity)
    {
        if (rows <= _labels.Length)
            return;
        capacity = Math.Max(rows, Math.Max(capacity, (int)Math.Min(2L * _labels.Length, Array.MaxLength)));
        Users.Resize(capacity, Count);
        Items.Resize(capacity, Count);
        Resize(ref _labels, capacity, Count);
        if (hasTimes)
            Resize(ref _timestamps, capacity, Count);
    }

    public void Set(int row, int user, int item, float label, long timestamp)
    {
        Users[row] = user;
        Items[row] = item;
        _labels[row] = label;
        if (hasTimes)
            _timestamps[row] = timestamp;
    }

    public void Append(int user, int item, float label, long timestamp)
    {
        Reserve(Count + 1, capacity: 1024);
        Set(Count++, user, item, label, timestamp);
    }

    /// <summary>Appends the rows of a part, which are further back and replace the rows in between.</summary>
    public void Take(int from, FilePart part)
    {
        Users.Take(from, Count, part.Rows, part.Users);
        Items.Take(from, Count, part.Rows, part.Items);
        _labels.AsSpan(from, part.Rows).CopyTo(_labels.AsSpan(Count));
        if (hasTimes)
            _timestamps.AsSpan(from, part.Rows).CopyTo(_timestamps.AsSpan(Count));
        Count += part.Rows;
    }

    internal static void Resize<T>(ref T[] column, int capacity, int kept)
    {
        var larger = GC.AllocateUninitializedArray<T>(capacity);
        column.AsSpan(0, kept).CopyTo(larger);
        column = larger;
    }
}
