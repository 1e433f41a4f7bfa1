using System.IO.Compression;
using System.Text;
using AutoRec.Saving;

namespace AutoRec.RatingFiles;

/// <summary>
/// The content of a text file in UTF-8 or Windows-1252: unpacked, transcoded if it is in another encoding, without a byte order mark.
/// </summary>
internal sealed class TextSource : IDisposable
{
    // Names of ratings files in the archives of MovieLens, which have other files too.
    private static readonly string[] KnownNames = ["u.data", "ratings.dat", "ratings.csv"];

    private readonly IDisposable? _archive;

    private TextSource(PeekStream content, string encoding, long? length, IDisposable? archive) =>
        (Content, EncodingName, Length, _archive) = (content, encoding, length, archive);

    public PeekStream Content { get; }

    /// <summary>The name of the encoding, for people.</summary>
    public string EncodingName { get; }

    /// <summary>The size in bytes; null if it is unknown.</summary>
    public long? Length { get; }

    /// <param name="file">A file, which may be compressed by gzip or zip, or a pipe.</param>
    /// <param name="encoding">The encoding; null to detect it.</param>
    /// <exception cref="FormatException">A zip archive has no ratings file, or several; or a compressed file is damaged.</exception>
    public static TextSource Open(string file, Encoding? encoding)
    {
        var stream = InputFile.Open(file);
        IDisposable? archive = null;
        try
        {
            long? length = stream.CanSeek ? stream.Length : null;
            var content = new PeekStream(stream);
            var start = content.Peek(4);
            if (start.StartsWith("PK\u0003\u0004"u8))
            {
                if (!stream.CanSeek)
                    throw new FormatException($"'{file}' is a pipe with a zip archive, which is read from its end; expected text or gzip. "
                        + "Unpack it, or save it to a file.");
                (content, length, archive) = Unzip(content, file);
            }
            else if (start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            {
                (content, length) = (new(new GzipContent(content, file)), null);
            }

            encoding ??= Detect(content.Peek(64));
            if (encoding is not null and not UTF8Encoding)
                (content, length) = (new(Encoding.CreateTranscodingStream(content, encoding, Encoding.UTF8)), null);
            if (content.Peek(3).StartsWith(Encoding.UTF8.Preamble))
                content.ReadExactly(stackalloc byte[3]);
            return new(content, encoding?.WebName ?? "utf-8", length, archive);
        }
        catch
        {
            archive?.Dispose();
            stream.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Content.Dispose();
        _archive?.Dispose();
    }

    /// <summary>UTF-16 by its byte order mark, or by zeros beside its first letters; null for anything else.</summary>
    private static UnicodeEncoding? Detect(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, ..] or [not 0, 0, not 0, 0, ..] => new(bigEndian: false, byteOrderMark: true),
        [0xFE, 0xFF, ..] or [0, not 0, 0, not 0, ..] => new(bigEndian: true, byteOrderMark: true),
        _ => null,
    };

    // macOS adds files with its attributes.
    private static bool IsContent(ZipArchiveEntry entry) => entry.Name.Length > 0
        && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal) && !entry.Name.StartsWith("._", StringComparison.Ordinal)
        && entry.Name != ".DS_Store";

    private static PeekStream Open(ZipArchiveEntry entry, ZipArchive archive, string file)
    {
        try
        {
            return new(new ZipContent(entry, file));
        }
        catch (InvalidDataException e)
        {
            archive.Dispose();
            throw ZipContent.Damaged(file, entry, e);
        }
    }

    private static (PeekStream Content, long? Length, IDisposable Archive) Unzip(PeekStream content, string file)
    {
        ZipArchive archive;
        try
        {
            // An archive is read from its end, so it is opened anew.
            archive = ZipFile.OpenRead(file);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            throw new FormatException($"'{file}' is no complete zip archive: {e.Message} Unpack it, and pass the ratings file.", e);
        }

        content.Dispose();
        var files = archive.Entries.Where(IsContent).ToList();
        var known = files.Where(entry => KnownNames.Contains(entry.Name)).ToList();
        if ((known.Count > 0 ? known : files) is [var only])
            return (Open(only, archive, file), only.Length, archive);
        archive.Dispose();
        var names = string.Join(", ", files.Take(20).Select(entry => entry.FullName));
        throw new FormatException(
            $"'{file}' has {files.Count} files: {names}; expected one file, or one named "
            + $"{string.Join(" or ", KnownNames)}. Unpack it, and pass the ratings file.");
    }
}
