using System.Diagnostics;
using AutoRec.Model;

namespace AutoRec.Checkpoints;

/// <summary>
/// The checkpoints of one fit. A fit consists of several trainings, its stages, such as the first one and the refit. Each has a file.
/// What happens between them is computed anew when a fit resumes: it is quick, and the same every time.
/// </summary>
internal sealed class FitCheckpoints : IDisposable
{
    private const string Lock = "autorec-checkpoints.lock";
    private const int LengthOfCreator = 1;
    private const string Extension = ".autorec-checkpoint";
    private const string OfShards = ".shard-";
    private const string FirstOfShards = $"stage-01{OfShards}";

    private readonly CheckpointSettings _settings;
    private readonly string _folder;
    private readonly bool _hasCreatedFolder;
    private readonly FileStream? _lock;
    private readonly FitCheckpoints? _whole;
    private readonly string _ofShard = "";
    private readonly Stopwatch _sinceWritten = Stopwatch.StartNew();
    private int _stages;
    private bool _hasShards;
    private bool _isDeleted;

    /// <param name="settings">The settings.</param>
    /// <param name="seed">The seed of the fit.</param>
    /// <param name="isDrawn">
    /// Whether the seed was drawn, so that the one in the folder replaces it: another process draws another one.
    /// </param>
    /// <param name="createsFolder">Whether this fit creates the folder, so that it may delete it at the end.</param>
    /// <param name="locks">Whether to lock the folder. Of several ranks, only the first one does.</param>
    /// <param name="log">Logs what is written and read, also in trainings that log nothing else.</param>
    /// <exception cref="IOException">Another fit uses the folder, or it cannot be used.</exception>
    /// <exception cref="InvalidDataException">A checkpoint in the folder is damaged.</exception>
    public FitCheckpoints(CheckpointSettings settings, int seed, bool isDrawn, bool createsFolder, bool locks, Action<string> log)
    {
        (_settings, Log) = (settings, log);
        _folder = Path.GetFullPath(settings.Folder);
        if (locks)
            _lock = TakeLock();
        else
            Directory.CreateDirectory(_folder);
        try
        {
            var found = Directory.EnumerateFiles(_folder, $"stage-*{Extension}").Order(StringComparer.Ordinal).FirstOrDefault();
            var header = found is null ? null : CheckpointFile.Check(found);
            _hasCreatedFolder = header?.HasCreatedFolder ?? (createsFolder || _lock?.Length == LengthOfCreator);

            // Whoever is killed before the first checkpoint leaves the lock, so its length tells the next fit. It takes no space.
            if (_hasCreatedFolder)
                _lock?.SetLength(LengthOfCreator);
            Seed = isDrawn ? header?.Seed ?? seed : seed;
        }
        catch
        {
            _lock?.Dispose();
            throw;
        }
    }

    private FitCheckpoints(FitCheckpoints whole, int shard)
    {
        (_whole, _settings, _folder, _hasCreatedFolder) = (whole, whole._settings, whole._folder, whole._hasCreatedFolder);
        (Seed, Log) = (whole.Seed, shard == 0 ? whole.Log : _ => { });
        _ofShard = FormattableString.Invariant($"{OfShards}{shard:D4}");
    }

    /// <summary>The seed of the fit: the one in the folder, if it was drawn. Ranks then take that of rank 0.</summary>
    public int Seed { get; set; }

    /// <summary>The log of the fit.</summary>
    public Action<string> Log { get; }

    /// <summary>The folder, for messages.</summary>
    public string Folder => _folder;

    /// <summary>The checkpoints of a shard of the columns: it has files of its own, and the same stages as all others.</summary>
    /// <exception cref="InvalidOperationException">The checkpoints in the folder are those of a training without ranks.</exception>
    public FitCheckpoints OfShard(int index)
    {
        _hasShards = true;
        CheckSameRanks(File.Exists(PathOf("stage-01")) && !NamesFrom(FirstOfShards).Any(), "without", "with");
        return new(this, index);
    }

    /// <summary>Numbers the next stage.</summary>
    /// <returns>The beginning of the names of its files, and its header.</returns>
    public (string Name, CheckpointHeader Header) NextStage(IReadOnlyList<CheckpointSetting> settings)
    {
        _stages++;
        if (_whole is null && !_hasShards)
            CheckSameRanks(NamesFrom(FirstOfShards).Any(), "with", "without");
        return (
            FormattableString.Invariant($"stage-{_stages:D2}{_ofShard}"),
            new(ModelCard.CurrentVersion, Seed, _hasCreatedFolder, _stages, IsFinished: false, settings));
    }

    /// <summary>The path of a file.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name + Extension);

    /// <summary>The files to delete if one is damaged, for messages. The files of all shards belong together.</summary>
    public static string FilesToDelete(string damaged)
    {
        var name = Path.GetFileName(damaged);
        var stage = name.IndexOf(OfShards, StringComparison.Ordinal);
        return stage < 0 ? "this file" : $"all files '{name[..stage]}{OfShards}*'";
    }

    /// <summary>The names of the files that begin so, without folder and extension.</summary>
    public IEnumerable<string> NamesFrom(string beginning) =>
        Directory.EnumerateFiles(_folder, $"{beginning}*{Extension}").Select(path => Path.GetFileName(path)[..^Extension.Length]);

    /// <summary>Whether a checkpoint is due after an epoch, counted from 1.</summary>
    public bool IsDue(int epoch) => _settings.Epochs is { } epochs ? epoch % epochs == 0 : _sinceWritten.Elapsed >= _settings.Interval;

    /// <summary>Starts the time until the next checkpoint.</summary>
    public void RestartInterval() => _sinceWritten.Restart();

    /// <summary>Whether a canceled training was cut short. The numbers of later stages are then not those of a whole fit.</summary>
    public bool IsKept { get; private set; }

    /// <summary>Keeps the files although the fit returns a model: it was canceled, and may continue later.</summary>
    public void Keep() => (_whole ?? this).IsKept = true;

    /// <summary>Deletes the files of a fit that has succeeded, unless it was canceled.</summary>
    public void Complete()
    {
        if (!IsKept)
            Delete();
    }

    /// <summary>Deletes the files.</summary>
    public void Delete()
    {
        try
        {
            foreach (var pattern in (string[])[$"stage-*{Extension}", $"stage-*{Extension}{CheckpointFile.Incomplete}"])
            {
                foreach (var file in Directory.EnumerateFiles(_folder, pattern).ToList())
                    File.Delete(file);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Another rank has deleted it.
        }

        _isDeleted = true;
    }

    public void Dispose()
    {
        _lock?.Dispose();
        if (!_isDeleted || !_hasCreatedFolder)
            return;
        try
        {
            if (!Directory.EnumerateFileSystemEntries(_folder).Any())
                Directory.Delete(_folder);
        }
        catch (IOException)
        {
            // Another fit has begun to use it, or another rank has deleted it.
        }
    }

    /// <summary>
    /// Whether the path names this open file. On Unix, its holder may have deleted it after it was opened here, and another fit may have
    /// created it anew.
    /// </summary>
    private static bool IsAt(string path, FileStream file)
    {
        File.SetLastWriteTimeUtc(file.SafeFileHandle, DateTime.UnixEpoch.AddSeconds(Random.Shared.Next()));
        return File.GetLastWriteTimeUtc(path) == File.GetLastWriteTimeUtc(file.SafeFileHandle);
    }

    private void CheckSameRanks(bool differs, string before, string now)
    {
        if (differs)
        {
            throw new InvalidOperationException(
                $"The checkpoints in '{_folder}' belong to a training {before} RankGroup, and this is one {now} it. Train as before to "
                + "continue it, or delete the folder to train from the start.");
        }
    }

    /// <summary>Opens a file that no one else can open. The system releases it when the process ends, however it ends.</summary>
    private FileStream TakeLock()
    {
        var path = Path.Combine(_folder, Lock);
        try
        {
            while (true)
            {
                Directory.CreateDirectory(_folder);
                var file = new FileStream(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
                if (IsAt(path, file))
                    return file;
                file.Dispose();
            }
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new IOException(
                $"The folder '{_folder}' of the option CheckpointFolder is used by another training ({e.Message}) Wait until that one "
                + "ends, or set another folder.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The folder '{_folder}' of the option CheckpointFolder cannot be used: {e.Message} Set a folder that can be written.", e);
        }
    }
}
