using System.Diagnostics;
using AutoRec.Model;

namespace AutoRec.Checkpoints;

/// <summary>
/// The checkpoints of one fit. A fit consists of several trainings, its stages, such as the first one and the refit. Each has a file.
/// What happens between them is computed anew when a fit resumes: it is quick, and the same every time.
/// </summary>
internal sealed class FitCheckpoints : IDisposable
{
    private const string Extension = ".autorec-checkpoint";

    private readonly CheckpointSettings _settings;
    private readonly string _folder;
    private readonly string _part;
    private readonly bool _hasCreatedFolder;
    private readonly FileStream _lock;
    private readonly Stopwatch _sinceWritten = Stopwatch.StartNew();
    private int _stages;
    private bool _isKept;
    private bool _isDeleted;

    /// <param name="settings">The settings.</param>
    /// <param name="seed">The seed of the fit.</param>
    /// <param name="isDrawn">
    /// Whether the seed was drawn, so that the one in the folder replaces it: another process draws another one.
    /// </param>
    /// <param name="log">Logs what is written and read, also in trainings that log nothing else.</param>
    /// <param name="shard">The number of the shard whose checkpoints these are; null if one process trains all.</param>
    /// <exception cref="IOException">Another fit uses the folder, or it cannot be used.</exception>
    /// <exception cref="InvalidDataException">A checkpoint in the folder is damaged.</exception>
    public FitCheckpoints(CheckpointSettings settings, int seed, bool isDrawn, Action<string> log, int? shard = null)
    {
        (_settings, Log) = (settings, log);
        _part = shard is null ? "" : FormattableString.Invariant($"-shard-{shard:D4}");
        Generations = shard is null ? 1 : 2;
        _folder = Path.GetFullPath(settings.Folder);
        var isNew = !Directory.Exists(_folder);
        _lock = TakeLock();
        try
        {
            var found = Directory.EnumerateFiles(_folder, $"stage-??{_part}*{Extension}").Order(StringComparer.Ordinal).FirstOrDefault();
            var header = found is null ? null : CheckpointFile.Check(found);
            _hasCreatedFolder = header?.HasCreatedFolder ?? isNew;
            Seed = isDrawn ? header?.Seed ?? seed : seed;
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>The seed of the fit.</summary>
    public int Seed { get; }

    /// <summary>The log of the fit.</summary>
    public Action<string> Log { get; }

    /// <summary>The folder, for messages.</summary>
    public string Folder => _folder;

    /// <summary>
    /// The number of files of a stage, which are written in turn. Shards need two: if the processes end while they write, some shards have
    /// the new state, and all have the one before.
    /// </summary>
    public int Generations { get; }

    /// <summary>Numbers the next stage.</summary>
    /// <returns>Its files, which need not exist, and its header.</returns>
    public (string[] Paths, CheckpointHeader Header) NextStage(IReadOnlyList<CheckpointSetting> settings)
    {
        _stages++;
        string PathOf(string generation) =>
            Path.Combine(_folder, FormattableString.Invariant($"stage-{_stages:D2}{_part}{generation}{Extension}"));
        return (
            Generations == 1 ? [PathOf("")] : [PathOf("-a"), PathOf("-b")],
            new(ModelCard.CurrentVersion, Seed, _hasCreatedFolder, _stages, Epochs: 0, IsFinished: false, settings));
    }

    /// <summary>Whether a checkpoint is due after an epoch, counted from 1.</summary>
    public bool IsDue(int epoch) => _settings.Epochs is { } epochs ? epoch % epochs == 0 : _sinceWritten.Elapsed >= _settings.Interval;

    /// <summary>Starts the time until the next checkpoint.</summary>
    public void RestartInterval() => _sinceWritten.Restart();

    /// <summary>Keeps the files although the fit returns a model: it was canceled, and may continue later.</summary>
    public void Keep() => _isKept = true;

    /// <summary>Deletes the files of a fit that has succeeded, unless it was canceled.</summary>
    public void Complete()
    {
        if (!_isKept)
            Delete();
    }

    /// <summary>Deletes the files.</summary>
    public void Delete()
    {
        foreach (var pattern in (string[])[$"stage-??{_part}*{Extension}", $"stage-??{_part}*{Extension}{CheckpointFile.Incomplete}"])
        {
            foreach (var file in Directory.EnumerateFiles(_folder, pattern).ToList())
                File.Delete(file);
        }

        _isDeleted = true;
    }

    public void Dispose()
    {
        _lock.Dispose();
        if (!_isDeleted || !Directory.Exists(_folder) || !_hasCreatedFolder || Directory.EnumerateFileSystemEntries(_folder).Any())
            return;
        try
        {
            Directory.Delete(_folder);
        }
        catch (IOException)
        {
            // Another fit has begun to use it.
        }
    }

    /// <summary>Opens a file that no one else can open. The system releases it when the process ends, however it ends.</summary>
    private FileStream TakeLock()
    {
        var path = Path.Combine(_folder, $"autorec-checkpoints{_part}.lock");
        try
        {
            while (true)
            {
                Directory.CreateDirectory(_folder);
                var file = new FileStream(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
                if (File.Exists(path))
                    return file;

                // On Unix, its holder may have deleted it after it was opened here.
                file.Dispose();
            }
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new IOException(
                $"The folder '{_folder}' of the option CheckpointFolder is used by another training ({e.Message}) Wait until that one ends, "
                + "or set another folder.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The folder '{_folder}' of the option CheckpointFolder cannot be used: {e.Message} Set a folder that can be written.", e);
        }
    }
}
