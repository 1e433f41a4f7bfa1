namespace AutoRec.Benchmarks;

/// <summary>Random damage to the bytes of a file.</summary>
internal static class Damage
{
    private const int MostBits = 4;
    private const int MostBytes = 200;

    /// <returns>The damaged bytes, and a description.</returns>
    public static (byte[] Bytes, string What) Apply(byte[] bytes, Random random)
    {
        var (at, damaged) = (random.Next(bytes.Length), (byte[])bytes.Clone());
        var length = Math.Min(random.Next(1, MostBytes), bytes.Length - at);
        switch (random.Next(5))
        {
            case 0:
                return (bytes[..at], $"cut to {at} bytes");
            case 1:
                return ([.. bytes[..at], .. bytes[(at + length)..]], $"{length} bytes lost at {at}");
            case 2:
                var other = random.Next(bytes.Length - length + 1);
                bytes.AsSpan(other, length).CopyTo(damaged.AsSpan(at));
                bytes.AsSpan(at, length).CopyTo(damaged.AsSpan(other));
                return (damaged, $"{length} bytes swapped between {at} and {other}");
            case 3:
                random.NextBytes(damaged.AsSpan(at, length));
                return (damaged, $"{length} random bytes at {at}");
            default:
                var bits = random.Next(1, MostBits + 1);
                for (var bit = 0; bit < bits; bit++, at = random.Next(bytes.Length))
                    damaged[at] ^= (byte)(1 << random.Next(8));
                return (damaged, $"{bits} bits changed");
        }
    }
}
