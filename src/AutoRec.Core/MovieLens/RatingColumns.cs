namespace AutoRec.MovieLens;

/// <summary>Ratings as parallel arrays of 20 bytes a rating. The first <see cref="Count"/> entries are in use.</summary>
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
            // Uninitialized, so that the pages of a too high estimate are never touched.
            var larger = GC.AllocateUninitializedArray<T>(capacity);
            column.AsSpan(0, Count).CopyTo(larger);
            column = larger;
        }
    }

    /// <summary>Counts more rows, which the caller sets.</summary>
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
