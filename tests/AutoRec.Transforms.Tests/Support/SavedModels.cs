using System.IO.Compression;
using System.Text;
using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>Models through <c>mlContext.Model</c>, and a look into the zip files that it writes.</summary>
internal static class SavedModels
{
    public static byte[] Save(MLContext mlContext, ITransformer model, DataViewSchema? schema)
    {
        using var stream = new MemoryStream();
        mlContext.Model.Save(model, schema, stream);
        return stream.ToArray();
    }

    /// <summary>Loads with an <see cref="MLContext"/> of its own.</summary>
    public static ITransformer Load(byte[] saved, out DataViewSchema? schema)
    {
        using var stream = new MemoryStream(saved);
        return new MLContext().Model.Load(stream, out schema);
    }

    /// <summary>The one entry that our loader's signature stands in, and so our payload.</summary>
    public static byte[] ReadEntry(byte[] zip, string loaderSignature)
    {
        using var archive = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
        return archive.Entries.Select(ReadAll).Single(content => Contains(content, loaderSignature));
    }

    /// <summary>
    /// The same zip file, its checksums right, but for the content of the one entry of <paramref
    /// name="loaderSignature"/>.
    /// </summary>
    public static byte[] Alter(byte[] zip, string loaderSignature, Func<byte[], byte[]> alter)
    {
        using var source = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
        var target = new MemoryStream();
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries)
            {
                var content = ReadAll(entry);
                using var stream = archive.CreateEntry(entry.FullName).Open();
                stream.Write(Contains(content, loaderSignature) ? alter(content) : content);
            }
        }

        return target.ToArray();
    }

    private static byte[] ReadAll(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static bool Contains(byte[] content, string text) => content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
