using System.IO.Compression;

namespace AutoRec.RatingFiles;

/// <summary>The content of a file in a zip archive, whose length and checksum .NET does not compare with those in the archive.</summary>
/// <param name="entry">The file in the archive.</param>
/// <param name="archive">The name of the archive, for errors.</param>
internal sealed class ZipContent(ZipArchiveEntry entry, string archive) : ForwardStream(entry.Open())
{
    private static readonly uint[] Table = MakeTable();

    private long _length;
    private uint _checksum = ~0u;

    public override int Read(Span<byte> buffer)
    {
        try
        {
            var count = Inner.Read(buffer);
            foreach (var value in buffer[..count])
                _checksum = Table[(byte)(_checksum ^ value)] ^ (_checksum >> 8);
            _length += count;
            return count > 0 || buffer.IsEmpty || (_length == entry.Length && ~_checksum == entry.Crc32)
                ? count
                : throw Damaged(archive, entry, null);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(archive, entry, e);
        }
    }

    public static FormatException Damaged(string archive, ZipArchiveEntry entry, Exception? inner) => new(
        $"'{entry.FullName}' in '{archive}' is damaged, or packed in an unknown way. Copy or download the archive again, or unpack it and "
        + "pass the ratings file.",
        inner);

    /// <summary>The table of the checksum CRC-32.</summary>
    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var value = 0u; value < table.Length; value++)
        {
            table[value] = value;
            for (var bit = 0; bit < 8; bit++)
                table[value] = (table[value] >> 1) ^ ((table[value] & 1) * 0xEDB88320);
        }

        return table;
    }
}
