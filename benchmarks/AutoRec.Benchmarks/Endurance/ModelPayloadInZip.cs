using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace AutoRec.Benchmarks;

/// <summary>The payload of the AutoRec in a model file: the part with a checksum.</summary>
/// <param name="Zip">The file.</param>
/// <param name="Entry">The name of the entry.</param>
/// <param name="Content">The unpacked entry.</param>
/// <param name="Start">The position of the payload in it.</param>
/// <param name="Length">The length of the payload.</param>
internal sealed record ModelPayloadInZip(byte[] Zip, string Entry, byte[] Content, int Start, int Length)
{
    // In ML.NET's header of an entry.
    private const int PositionOfContent = 0x10;
    private const int LengthOfContent = 0x18;

    public ReadOnlySpan<byte> Payload => Content.AsSpan(Start, Length);

    public static ModelPayloadInZip Find(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        foreach (var entry in archive.Entries)
        {
            var content = ReadAll(entry);
            if (content.Length < LengthOfContent + sizeof(long))
                continue;
            var start = BinaryPrimitives.ReadInt64LittleEndian(content.AsSpan(PositionOfContent));
            var length = BinaryPrimitives.ReadInt64LittleEndian(content.AsSpan(LengthOfContent));
            if (start < 0 || length < SHA256.HashSizeInBytes || start > content.Length - length)
                continue;
            var payload = content.AsSpan((int)start, (int)length);
            if (SHA256.HashData(payload[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(payload[^SHA256.HashSizeInBytes..]))
                return new(zip, entry.FullName, content, (int)start, (int)length);
        }

        throw new InvalidOperationException("The model file has no entry with a checksum; expected that of an AutoRec.");
    }

    /// <summary>The file with another payload, in a correct zip file.</summary>
    public byte[] With(ReadOnlySpan<byte> payload)
    {
        var stream = new MemoryStream();
        stream.Write(Zip);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            archive.GetEntry(Entry)!.Delete();
            using var entry = archive.CreateEntry(Entry, CompressionLevel.NoCompression).Open();
            entry.Write(Content.AsSpan(0, Start));
            entry.Write(payload);
            entry.Write(Content.AsSpan(Start + Length));
        }

        return stream.ToArray();
    }

    private static byte[] ReadAll(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
