namespace AutoRec;

/// <summary>
/// The keys of a side of the matrix, items or users, that have ratings. A model has an index for each of these, in their order; the other
/// keys cost nothing. Keys are 0-based here: ML.NET's key values minus 1. Immutable.
/// </summary>
internal sealed class KeyMap
{
    private readonly int[]? _keys; // Of each index, ascending; null if all keys have ratings.
    private readonly Dictionary<int, int>? _indices;

    private KeyMap(int count, int[]? keys, byte[]? digest)
    {
        (Count, _keys, Digest) = (count, keys, digest);
        _indices = keys is null ? null : Enumerable.Range(0, keys.Length).ToDictionary(index => keys[index]);
    }

    /// <summary>The number of keys, with and without ratings.</summary>
    public int Count { get; }

    /// <summary>The number of keys with ratings, which is that of the indices.</summary>
    public int IndexCount => _keys?.Length ?? Count;

    /// <summary>Whether every key has ratings, so that keys and indices are the same.</summary>
    public bool IsIdentity => _keys is null;

    /// <summary>The keys with ratings, ascending.</summary>
    public IEnumerable<int> Keys => _keys ?? Enumerable.Range(0, Count);

    /// <summary>A digest of the ids behind the keys; null if these are unknown.</summary>
    public byte[]? Digest { get; }

    /// <summary>Maps all keys of a side to themselves.</summary>
    public static KeyMap All(int count, byte[]? digest = null) => new(count, null, digest);

    /// <summary>Maps the given keys.</summary>
    /// <param name="count">The number of keys.</param>
    /// <param name="rated">Keys with ratings, below the count, in any order; each at least once.</param>
    /// <param name="digest">A digest of the ids.</param>
    public static KeyMap Of(int count, ReadOnlySpan<int> rated, byte[]? digest = null)
    {
        var distinct = new HashSet<int>();
        foreach (var key in rated)
            distinct.Add(key);
        return new(count, distinct.Count == count ? null : [.. distinct.Order()], digest);
    }

    /// <summary>The index of a key; an index outside the model for a key that has no ratings or does not exist.</summary>
    public int IndexOf(int key) => _indices is null ? key : _indices.GetValueOrDefault(key, -1);

    /// <summary>The index of a key; the key itself without a map, because keys and indices are then the same.</summary>
    public static int IndexOf(KeyMap? map, int key) => map is null ? key : map.IndexOf(key);

    /// <summary>The values of the indices, from a value for each key.</summary>
    public T[] Select<T>(T[] values) => _keys is null ? values : Array.ConvertAll(_keys, key => values[key]);
}

/// <summary>The keys of both sides of the matrix.</summary>
internal sealed record MatrixKeys(KeyMap Items, KeyMap Users)
{
    /// <summary>Whether every key has ratings, so that keys and indices are the same.</summary>
    public bool IsIdentity => Items.IsIdentity && Users.IsIdentity;
}
