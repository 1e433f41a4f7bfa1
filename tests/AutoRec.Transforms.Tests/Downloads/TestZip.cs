using System.IO.Compression;

namespace AutoRec.Tests.Downloads;

/// <summary>Makes zip archives, also such as no zip program makes.</summary>
internal static class TestZip
{
    /// <summary>The mode of a symbolic link, where zip programs of Unix write it.</summary>
    public const int Link = unchecked((int)0xA1FF0000);

    public static byte[] Of(params (string Name, string Content)[] entries) =>
        Of(entries.Select(entry => (entry.Name, entry.Content, Attributes: 0)));

    public static byte[] Of(IEnumerable<(string Name, string Content, int Attributes)> entries)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            foreach (var (name, content, attributes) in entries)
            {
                var entry = archive.CreateEntry(name);
                entry.ExternalAttributes = attributes;
                using var text = new StreamWriter(entry.Open());
                text.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
