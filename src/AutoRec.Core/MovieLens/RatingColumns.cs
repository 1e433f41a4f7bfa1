namespace AutoRec.MovieLens;

/// <summary>Ratings as parallel arrays, 20 bytes a rating; only the first <see cref="Count"/> entries of each are ratings.</summary>
internal sealed class RatingColumns
{
    private int[] _users = [];
    private int[] _items = [];
    private float[] _labels = [];
    private long[] _timestamps = [];

    public int Count { get; private set; }

    public int Capacity => _users.Length;

    public void Reserve(int capacity)
    {
        Resize(ref _users);
        Resize(ref _items);
        Resize(ref _labels);
        Resize(ref _timestamps);

        void Resize<T>(ref T[] column)
        {
            // Not zeroed: pages of an estimate that proves too high are never touched, and so cost nothing.
            var larger = GC.AllocateUninitializedArray<T>(capacity);
            column.AsSpan(0, Count).CopyTo(larger);
            column = larger;
        }
    }

    /// <summary>Counts <paramref name="rows"/> more rows in: the caller has set them, or is about to.</summary>
    public void Add(int rows) => Count += rows;

    public void Set(int row, int user, int item, float label, long timestamp)
    {
        _users[row] = user;
        _items[row] = item;
        _labels[row] = label;
        _timestamps[row] = timestamp;
    }

    public void Append(int user, int item, float label, long timestamp)
    {
        if (Count == Capacity)
            Reserve(Math.Max(1024, 2 * Capacity));
        Set(Count, user, item, label, timestamp);
        Add(1);
    }

    public int User(int row) => _users[row];

    public int Item(int row) => _items[row];

    public float Label(int row) => _labels[row];

    public long Timestamp(int row) => _timestamps[row];
}
