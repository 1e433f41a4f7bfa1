using System.Globalization;
using System.IO.Compression;
using AutoRec.RatingFiles;

namespace AutoRec.Downloads;

/// <summary>Unpacks one folder of a zip archive. Nothing is written outside of the target, whatever the archive says.</summary>
internal static class ZipFolder
{
    private const int MaxEntries = 1000;
    private const int BufferSize = 1 << 16;

    // The upper half of the attributes holds the mode of Unix; 0 from other systems.
    private const int TypeOfMode = 0xF000;
    private const int OrdinaryFile = 0x8000;
    private const int OrdinaryFolder = 0x4000;

    /// <summary>Writes the files below a folder of the archive; other files are left out.</summary>
    /// <param name="zip">The archive.</param>
    /// <param name="folder">The name of the folder in the archive.</param>
    /// <param name="target">The folder to write to, which stands for <paramref name="folder"/>.</param>
    /// <param name="maxBytes">The largest sum of the lengths of the files.</param>
    /// <exception cref="InvalidDataException">The archive is damaged, hostile or too large, or lacks the folder.</exception>
    public static void Unpack(string zip, string folder, string target, long maxBytes)
    {
        using var archive = ZipFile.OpenRead(zip);
        if (archive.Entries.Count > MaxEntries)
            throw new InvalidDataException($"it has {archive.Entries.Count} entries; expected at most {MaxEntries}");
        foreach (var entry in archive.Entries)
            Check(entry);
        var files = archive.Entries.Where(entry => entry.FullName.StartsWith($"{folder}/", StringComparison.Ordinal) && !IsFolder(entry))
            .ToList();
        if (files.Count == 0)
            throw new InvalidDataException($"it has no files in a folder '{folder}'");
        var (bytes, names) = (0L, new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        foreach (var entry in files)
        {
            if (!names.Add(entry.FullName))
                throw new InvalidDataException($"it has its entry {Excerpt.Of(entry.FullName)} twice");
            var path = Path.Combine([target, .. entry.FullName.Split('/')[1..]]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            bytes += Copy(entry, path, bytes, maxBytes);
        }
    }

    private static void Check(ZipArchiveEntry entry)
    {
        var type = (entry.ExternalAttributes >> 16) & TypeOfMode;
        if (type is not 0 and not OrdinaryFile && !(type == OrdinaryFolder && IsFolder(entry)))
            throw new InvalidDataException($"its entry {Excerpt.Of(entry.FullName)} is a link or a special file; expected ordinary files");
        var parts = entry.FullName.Split('/');
        if (!(IsFolder(entry) ? parts[..^1] : parts).All(IsName))
            throw new InvalidDataException($"its entry {Excerpt.Of(entry.FullName)} leads elsewhere; expected a path below a folder");
    }

    private static bool IsFolder(ZipArchiveEntry entry) => entry.FullName.EndsWith('/');

    // On Windows, a backslash separates folders, and a colon follows a drive.
    private static bool IsName(string part) =>
        part is not "" and not "." and not ".." && !part.Any(letter => letter is '\\' or ':' || char.IsControl(letter));

    /// <summary>Writes a new file and returns its length. The length that the archive declares may be wrong.</summary>
    private static long Copy(ZipArchiveEntry entry, string path, long before, long maxBytes)
    {
        using var content = entry.Open();
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[BufferSize];
        for (int count; (count = content.Read(buffer)) > 0;)
        {
            if (before + file.Length + count > maxBytes)
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"with its entry {Excerpt.Of(entry.FullName)} it unpacks to more than {maxBytes:N0} bytes, which is too much"));
            }

            file.Write(buffer, 0, count);
        }

        file.Flush(flushToDisk: true);
        return file.Length;
    }
}
