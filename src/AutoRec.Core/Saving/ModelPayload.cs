using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace AutoRec.Saving;

/// <summary>The envelope of all that AutoRec saves: format number, content, SHA-256. It detects damaged and newer files.</summary>
internal static class ModelPayload
{
    /// <summary>The current format. Every earlier format stays readable.</summary>
    public const int Format = 4;

    private const int PartLength = 1 << 20;

    public static void Write(BinaryWriter target, Action<BinaryWriter> writeContent)
    {
        target.Flush();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (var writer = new BinaryWriter(new HashingStream(target.BaseStream, hash), Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Format);
            writeContent(writer);
        }

        target.Write(hash.GetHashAndReset());
    }

    /// <exception cref="InvalidDataException">
    /// The payload is truncated, altered or of a newer format, or a value is outside of its range.
    /// </exception>
    public static T Read<T>(BinaryReader source, Func<BinaryReader, int, T> readContent)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var reader = new ContentReader(new HashingStream(source.BaseStream, hash));
        try
        {
            var format = reader.ReadInt32();
            if (format < 1)
                throw Damaged($"its format number is {format}; expected 1 to {Format}", null);
            if (format > Format)
            {
                throw new InvalidDataException(
                    $"The model has format {format}; this version of {typeof(ModelPayload).Assembly.GetName().Name} reads formats up to "
                    + $"{Format}. Load it with the version that saved it, or a later one.");
            }

            var content = readContent(reader, format);
            var expected = hash.GetHashAndReset();
            if (!expected.AsSpan().SequenceEqual(source.ReadBytes(expected.Length)))
                throw Damaged("its checksum does not match", null);
            return content;
        }
        catch (Exception e) when (e is EndOfStreamException or OverflowException or FormatException or ArgumentException)
        {
            throw Damaged(e.Message, e);
        }
    }

    /// <summary>Writes values, in parts, because a span of bytes cannot hold more than half a billion of them.</summary>
    public static void Write(this BinaryWriter writer, ReadOnlySpan<float> values)
    {
        for (var at = 0; at < values.Length; at += PartLength)
            writer.Write(MemoryMarshal.AsBytes(values.Slice(at, Math.Min(PartLength, values.Length - at))));
    }

    /// <summary>Reads a number of values. A count beyond the end of the file is refused before anything is allocated.</summary>
    public static float[] ReadSingles(this BinaryReader reader, int count)
    {
        CheckFits(reader, count, sizeof(float));
        var values = new float[count];
        for (var at = 0; at < count; at += PartLength)
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan(at, Math.Min(PartLength, count - at))));
        return values;
    }

    /// <summary>Reads a count of elements that take at least <paramref name="bytesEach"/> bytes each.</summary>
    public static int ReadCount(this BinaryReader reader, int bytesEach)
    {
        var count = reader.ReadInt32();
        CheckFits(reader, count, bytesEach);
        return count;
    }

    public static T ReadEnum<T>(this BinaryReader reader)
        where T : struct, Enum
    {
        var value = (T)Enum.ToObject(typeof(T), reader.ReadByte());
        return Enum.IsDefined(value) ? value : throw Damaged($"{value} is no {typeof(T).Name}", null);
    }

    public static void Write<T>(this BinaryWriter writer, T value)
        where T : struct, Enum => writer.Write(Convert.ToByte(value, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Refuses a count of elements, of at least <paramref name="bytesEach"/> bytes each, beyond the end of the file.</summary>
    public static int CheckFits(this BinaryReader reader, int count, int bytesEach)
    {
        var stream = reader.BaseStream;
        if (count < 0 || (stream.CanSeek && (long)count * bytesEach > stream.Length - stream.Position))
            throw Damaged($"it announces {count} values, more than the file holds", null);
        return count;
    }

    private static InvalidDataException Damaged(string detail, Exception? cause) =>
        new($"The model is truncated or altered ({detail}). Save it again, or use an undamaged copy.", cause);

    /// <summary>Checks the length of a text like a count: .NET reports a negative one as an IOException.</summary>
    private sealed class ContentReader(Stream stream) : BinaryReader(stream, Encoding.UTF8, leaveOpen: true)
    {
        public override string ReadString()
        {
            var length = Read7BitEncodedInt();
            CheckFits(this, length, 1);
            var bytes = ReadBytes(length);
            return bytes.Length == length ? Encoding.UTF8.GetString(bytes) : throw new EndOfStreamException();
        }
    }
}
