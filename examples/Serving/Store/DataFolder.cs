namespace AutoRec.Examples.Serving.Store;

/// <summary>The folder of all files of the service: the database, the models, the keys of the cookies and unfinished trainings.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream _lock;

    /// <exception cref="UserErrorException">Another process uses the folder, or it cannot be written.</exception>
    public DataFolder(DataSettings settings)
    {
        Path = System.IO.Path.GetFullPath(settings.Folder ?? System.IO.Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
            "serving-data"));
        try
        {
            CreateFolder(Path);
            _lock = new(PathOf("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"The data folder '{Path}' cannot be used: {e.Message} Expected a folder that this process can write and no other uses. "
                + "Stop the other process, or set Data:Folder.");
        }
    }

    public string Path { get; }

    public string PathOf(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    public string FolderOf(string name) => Directory.CreateDirectory(PathOf(name)).FullName;

    public void Dispose() => _lock.Dispose();

    /// <summary>
    /// For this user alone: it holds ratings, and the keys that sign the cookies. That is also for an empty folder, such as a new volume.
    /// </summary>
    private static void CreateFolder(string path)
    {
        const UnixFileMode OfUser = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OfUser);
        if (File.GetUnixFileMode(path) == OfUser || Directory.EnumerateFileSystemEntries(path).Any())
            return;
        try
        {
            File.SetUnixFileMode(path, OfUser);
        }
        catch (UnauthorizedAccessException)
        {
            // The volume belongs to somebody else, who decides.
        }
    }
}
