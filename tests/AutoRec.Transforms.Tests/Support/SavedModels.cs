using System.IO.Compression;
using System.Text;
using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>Saves and loads models with <c>mlContext.Model</c>, and reads and alters their zip files.</summary>
internal static class SavedModels
{
    public static byte[] Save(MLContext mlContext, ITransformer model, DataViewSchema? schema)
    {
        using var stream = new MemoryStream();
        mlContext.Model.Save(model, schema, stream);
        return stream.ToArray();
    }

    /// <summary>Loads with a new <see cref="MLContext"/>.</summary>
    public static ITransformer Load(byte[] saved, out DataViewSchema? schema)
    {
        using var stream = new MemoryStream(saved);
        return new MLContext().Model.Load(stream, out schema);
    }

    /// <summary>The entry with the loader's signature, which has the payload.</summary>
    public static byte[] ReadEntry(byte[] zip, string loaderSignature)
    {
        using var archive = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
        return archive.Entries.Select(ReadAll).Single(content => Contains(content, loaderSignature));
    }

    /// <summary>The zip file with the entry of <paramref name="loaderSignature"/> altered and all zip checksums correct.</summary>
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
