namespace AutoRec.Saving;

/// <summary>Ascending indices of a row, each as its distance to the one before. Most distances take a byte.</summary>
internal static class AscendingIndices
{
    public static void Write(BinaryWriter writer, ReadOnlySpan<int> indices)
    {
        for (var i = 0; i < indices.Length; i++)
            writer.Write7BitEncodedInt(i == 0 ? indices[i] : indices[i] - indices[i - 1]);
    }

    /// <param name="reader">The reader.</param>
    /// <param name="indices">The result.</param>
    /// <param name="count">The number that every index is below.</param>
    /// <param name="what">The owner of the indices, such as "a rating of user 3", for the error.</param>
    /// <param name="side">The word for an index, such as "item", for the error.</param>
    /// <exception cref="FormatException">An index does not ascend, or is not below the count.</exception>
    public static void Read(BinaryReader reader, Span<int> indices, int count, Func<string> what, string side)
    {
        var index = 0;
        for (var i = 0; i < indices.Length; i++)
        {
            var distance = reader.Read7BitEncodedInt();
            if (distance < (i == 0 ? 0 : 1) || distance >= count - index)
                throw new FormatException($"{what()} follows {side} {index} by {distance}, of {count} {side}s");
            indices[i] = index += distance;
        }
    }
}
