namespace AutoRec.Sharding;

/// <summary>
/// Sums numbers of S shards, a power of two, in the order of a binary tree over all of them: ((0 + 1) + (2 + 3)) + … So the last bits of
/// a sum do not depend on where it is computed.
/// </summary>
internal static unsafe class SumTree
{
    /// <summary>The largest blocks of the tree that cover the shards from the first up to the end.</summary>
    public static List<(int Start, int Size)> BlocksOf(int first, int end)
    {
        var blocks = new List<(int, int)>();
        while (first < end)
        {
            var size = 1;
            while (first % (2 * size) == 0 && first + (2 * size) <= end)
                size *= 2;
            blocks.Add((first, size));
            first += size;
        }

        return blocks;
    }

    /// <summary>Sums a block into the memory of its first part, which it returns.</summary>
    /// <param name="start">The first shard of the block.</param>
    /// <param name="size">The number of its shards.</param>
    /// <param name="sizes">The size of the part that starts at a shard; 0 if none does.</param>
    /// <param name="parts">The numbers of the part that starts at a shard.</param>
    /// <param name="from">The first number to sum.</param>
    /// <param name="length">The count of numbers.</param>
    public static T* Sum<T>(int start, int size, int[] sizes, nint[] parts, int from, int length)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        if (sizes[start] == size)
            return (T*)parts[start] + from;
        var left = new Span<T>(Sum<T>(start, size / 2, sizes, parts, from, length), length);
        var right = new Span<T>(Sum<T>(start + (size / 2), size / 2, sizes, parts, from, length), length);
        TensorPrimitives.Add(left, right, left);
        return (T*)parts[start] + from;
    }
}
