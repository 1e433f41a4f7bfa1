namespace AutoRec;

/// <summary>A state of a file. Another length or time of change is another state.</summary>
internal sealed record ModelFileStamp(string Path, long Length, DateTime ChangedAt)
{
    /// <summary>The present state of a file; null if there is no such file.</summary>
    public static ModelFileStamp? Read(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new(file.FullName, file.Length, file.LastWriteTimeUtc) : null;
    }
}
