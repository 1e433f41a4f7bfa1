namespace AutoRec.Saving;

/// <summary>The content of a saved <see cref="KeyMap"/>: the number of keys, the steps between those with ratings, the digest.</summary>
internal static class KeyMapFormat
{
    public static void Write(BinaryWriter writer, KeyMap map)
    {
        writer.Write(map.Count);
        writer.Write(map.IsIdentity);
        if (!map.IsIdentity)
        {
            writer.Write(map.IndexCount);
            var previous = -1;
            foreach (var key in map.Keys)
            {
                writer.Write7BitEncodedInt(key - previous);
                previous = key;
            }
        }

        writer.Write((byte)(map.Digest?.Length ?? 0));
        writer.Write(map.Digest ?? []);
    }

    public static KeyMap Read(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        if (count < 0)
            throw new FormatException($"it has {count} keys");
        var keys = reader.ReadBoolean() ? null : ReadKeys(reader, count);
        var digest = reader.ReadBytes(reader.ReadByte());
        return keys is null
            ? KeyMap.All(count, digest.Length > 0 ? digest : null)
            : KeyMap.Of(count, keys, digest.Length > 0 ? digest : null);
    }

    private static int[] ReadKeys(BinaryReader reader, int count)
    {
        var keys = new int[reader.ReadCount(1)];
        var key = -1;
        for (var index = 0; index < keys.Length; index++)
        {
            var distance = reader.Read7BitEncodedInt();
            if (distance < 1 || distance > count - 1 - key)
                throw new FormatException($"key {index} of those with ratings follows {key} by {distance}, of {count} keys");
            keys[index] = key += distance;
        }

        return keys;
    }
}
