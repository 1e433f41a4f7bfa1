using System.Diagnostics;
using System.Globalization;
using AutoRec.Checkpoints;
using AutoRec.Model;
using AutoRec.Sharding;

namespace AutoRec.Training;

/// <summary>The best validated network so far.</summary>
/// <param name="Rmse">Its RMSE; infinite before the first.</param>
/// <param name="Epoch">Its number of epochs; 0 before the first.</param>
/// <param name="Network">The network.</param>
internal readonly record struct BestNetwork(double Rmse, int Epoch, Network Network);

/// <summary>The checkpoint of one training of a fit: its state after an epoch, or its network when it is finished.</summary>
/// <remarks>
/// A shard has a file for each checkpoint, and keeps the one before until all shards have written theirs. So if a rank is killed between,
/// there is a checkpoint that all shards have.
/// </remarks>
internal sealed class StageCheckpoint
{
    private const float Finished = float.PositiveInfinity;

    private readonly FitCheckpoints _fit;
    private readonly Shard _shard;
    private readonly string _name;
    private readonly CheckpointHeader _header;
    private readonly CheckpointHeader? _found;
    private string _path;

    /// <exception cref="InvalidDataException">The checkpoint in the folder is damaged.</exception>
    /// <exception cref="InvalidOperationException">It is that of a training of other data, or with other options.</exception>
    public StageCheckpoint(FitCheckpoints fit, Shard shard, IReadOnlyList<CheckpointSetting> settings)
    {
        (_fit, _shard) = (fit, shard);
        (_name, _header) = fit.NextStage(settings);
        _path = _fit.PathOf(_name);
        if (shard.IsWhole)
        {
            _found = Find(_path);
            return;
        }

        // The earliest of the newest checkpoints of each shard: all have it, wherever a rank was killed.
        var newest = NamesOfShard().Select(EpochsOf).Append(0f).Max();
        var common = shard.Range([newest]).Minimum;
        _path = PathOf(common);
        _found = Find(_path);
        if (common < newest)
            Find(PathOf(newest)); // Of another training, it must not be replaced.
        CheckAllHave(common, newest);
    }

    /// <summary>Checks that all shards begin with the same epoch. A shard may lack its file, if each machine has its own folder.</summary>
    private void CheckAllHave(float common, float newest)
    {
        var without = Indices(_shard.OfAll(common == 0 || _found is not null ? 0 : 1));
        if (without != "")
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"The checkpoints in '{_fit.Folder}' do not fit together: the shards {without} of {_shard.Count} have newer ones, but not ")
                + FormattableString.Invariant($"that after epoch {common}, which is the last one of another shard. Restore the missing ")
                + "files, or delete the folder to train from the start.");
        }

        var empty = Indices(_shard.OfAll(newest > 0 ? 0 : 1));
        if (common == 0 && _shard.Range([newest]).Maximum > 0)
        {
            _fit.Log($"The shards {empty} of {_shard.Count} have no checkpoint of this training in '{_fit.Folder}', so it starts anew. The "
                + "next checkpoint replaces those of the other shards.");
        }

        static string Indices(float[] marks) => string.Join(", ", Enumerable.Range(0, marks.Length).Where(shard => marks[shard] > 0));
    }

    /// <summary>The header of a checkpoint, which is that of this training; null without a file.</summary>
    private CheckpointHeader? Find(string path)
    {
        if (!File.Exists(path))
            return null;
        var found = CheckpointFile.Check(path);
        return found.Difference(_header) is not { Length: > 0 } difference ? found : throw new InvalidOperationException(
            $"The checkpoint '{path}' belongs to another training: {difference}. Train with the same data, options and version to "
            + $"continue it, or delete the folder '{_fit.Folder}' to train from the start.");
    }

    /// <summary>Reads the weights of a finished training into the network.</summary>
    /// <returns>The number of its epochs; null if the training is not finished.</returns>
    public int? ReadResult(Network network)
    {
        if (_found is not { IsFinished: true })
            return null;
        var epochs = 0;
        CheckpointFile.ReadState(_path, state => epochs = PassResult(state, network, epochs));
        _fit.Log($"This training was finished before. Its network is in '{_path}'.");
        return epochs;
    }

    /// <summary>Restores the state of a training.</summary>
    /// <param name="engine">The engine, before its first step.</param>
    /// <param name="best">The best validated network.</param>
    /// <param name="epochs">The planned number of epochs.</param>
    /// <returns>The number of complete epochs, and the time that they took; zero without a checkpoint.</returns>
    public (int Epochs, TimeSpan Time) Resume(ITrainingEngine engine, ref BestNetwork best, int epochs)
    {
        if (engine is not IResumable)
            throw new NotSupportedException($"{engine.GetType().Name} cannot write checkpoints. Do not set CheckpointFolder.");
        var state = new State(0, TimeSpan.Zero, best);
        if (_found is null)
            return (0, state.Time);
        CheckpointFile.ReadState(_path, stream => state = Pass(stream, state, engine));
        best = state.Best;
        _fit.Log($"Resuming after epoch {state.Epochs} of {epochs} from '{_path}'.");
        return (state.Epochs, state.Time);
    }

    /// <summary>Whether a checkpoint is due after a number of epochs. The first shard decides for all.</summary>
    public bool IsDue(int epochs) => _shard.Sum(_shard.IsFirst && _fit.IsDue(epochs) ? 1.0 : 0) > 0;

    /// <summary>Writes the state after a number of epochs.</summary>
    public void Write(int epochs, TimeSpan time, ITrainingEngine engine, in BestNetwork best)
    {
        var state = new State(epochs, time, best);
        Write(_header, epochs, $"after epoch {epochs}", stream => Pass(stream, state, engine));
    }

    /// <summary>Writes the network of the finished training.</summary>
    public void Finish(Network network, int epochs) => Write(
        _header with { IsFinished = true }, Finished, "of the finished training", stream => PassResult(stream, network, epochs));

    private void Write(CheckpointHeader header, float epochs, string when, Action<StateStream> passState)
    {
        var clock = Stopwatch.StartNew();
        var (before, failure, bytes) = (_path, "", 0L);
        _path = PathOf(epochs);
        try
        {
            bytes = CheckpointFile.Write(_path, header, passState);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failure = $"The checkpoint '{_path}' {when} cannot be written: {e.Message} The training goes on.";
        }

        // A full disk does not end a training that may have run for days. The checkpoint before remains, of all shards.
        if (_shard.FirstText(failure) is { Length: > 0 } first)
        {
            _fit.Log(first);
            _path = before;
        }
        else
        {
            _fit.Log(FormattableString.Invariant(
                $"Wrote the checkpoint '{_path}' {when}: {bytes / 1e6:F1} MB in {clock.Elapsed.TotalSeconds:F2} s."));
        }

        DeleteOthers();
        _fit.RestartInterval();
    }

    private string PathOf(float epochs) => _fit.PathOf(
        _shard.IsWhole ? _name : epochs == Finished ? $"{_name}.finished" : FormattableString.Invariant($"{_name}.epoch-{epochs:F0}"));

    /// <summary>The names of all checkpoints of this shard.</summary>
    private IEnumerable<string> NamesOfShard() => _fit.NamesFrom($"{_name}.");

    private float EpochsOf(string name) =>
        name.EndsWith(".finished", StringComparison.Ordinal) ? Finished
        : float.TryParse(name[(name.LastIndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var epochs) ? epochs : 0;

    /// <summary>Deletes the checkpoints of this shard before or after that of all shards.</summary>
    private void DeleteOthers()
    {
        if (_shard.IsWhole)
            return;
        foreach (var path in NamesOfShard().Select(_fit.PathOf).Where(path => path != _path).ToList())
            File.Delete(path);
    }

    private static State Pass(StateStream stream, State state, ITrainingEngine engine)
    {
        var epochs = stream.Pass(state.Epochs);
        var time = new TimeSpan(stream.Pass(state.Time.Ticks));
        var best = state.Best;
        var (rmse, epoch) = (stream.Pass(best.Rmse), stream.Pass(best.Epoch));
        if (epochs < 1 || epoch < 0 || epoch > epochs)
            throw new FormatException($"its epoch is {epochs} and the best one {epoch}");
        best = new(rmse, epoch, stream.IsReading && epoch > 0 ? NetworkFactory.Clone(best.Network) : best.Network);
        if (epoch > 0)
            Pass(stream, best.Network);
        ((IResumable)engine).Exchange(stream);
        return new(epochs, time, best);
    }

    private static int PassResult(StateStream stream, Network network, int epochs)
    {
        epochs = stream.Pass(epochs);
        Pass(stream, network);
        return epochs;
    }

    private static void Pass(StateStream stream, Network network)
    {
        foreach (var layer in network.Layers.Append(network.RowFeatures).Append(network.ColumnFeatures).OfType<AutoRecLayer>())
        {
            stream.PassWeights(layer.Weights);
            stream.PassWeights(layer.Biases);
        }
    }

    private readonly record struct State(int Epochs, TimeSpan Time, BestNetwork Best);
}
