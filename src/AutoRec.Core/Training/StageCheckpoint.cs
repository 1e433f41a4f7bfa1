using System.Diagnostics;
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
internal sealed class StageCheckpoint
{
    private readonly FitCheckpoints _fit;
    private readonly Shard _shard;
    private readonly string[] _paths;
    private readonly CheckpointHeader _header;
    private readonly (string Path, CheckpointHeader Header)? _found;
    private int _next;

    /// <param name="fit">The checkpoints of the fit.</param>
    /// <param name="shard">The shard to train. All shards resume after the same epoch.</param>
    /// <param name="settings">All that the result depends on.</param>
    /// <exception cref="InvalidDataException">A checkpoint in the folder is damaged or missing.</exception>
    /// <exception cref="InvalidOperationException">It is that of a training of other data, or with other options.</exception>
    public StageCheckpoint(FitCheckpoints fit, Shard shard, IReadOnlyList<CheckpointSetting> settings)
    {
        (_fit, _shard) = (fit, shard);
        (_paths, _header) = fit.NextStage(settings);
        var found = _paths.Where(File.Exists).Select(path => (Path: path, Header: Check(path))).ToList();
        var common = shard.Least(found.Count == 0 ? 0 : found.Max(one => Progress(one.Header)));
        if (common == 0)
            return;
        var index = found.FindIndex(one => Progress(one.Header) == common);
        _found = index >= 0 ? found[index] : throw new InvalidDataException(
            $"The checkpoints of the shards in '{fit.Folder}' do not belong together: one ends after epoch {common}, and shard {shard.Index} "
            + "has none of that epoch. Delete the folder to train from the start.");
        _next = (Array.IndexOf(_paths, _found.Value.Path) + 1) % _paths.Length;
    }

    /// <summary>The number of complete epochs; more than any number for a finished training.</summary>
    private static int Progress(CheckpointHeader header) => header.IsFinished ? int.MaxValue : header.Epochs;

    private CheckpointHeader Check(string path)
    {
        var header = CheckpointFile.Check(path);
        return header.Difference(_header) is not { Length: > 0 } difference ? header : throw new InvalidOperationException(
            $"The checkpoint '{path}' belongs to another training: {difference}. Train with the same data, options and version to "
            + $"continue it, or delete the folder '{_fit.Folder}' to train from the start.");
    }

    /// <summary>The number of epochs of a finished training, whose weights replace those of the network; null if it is not finished.</summary>
    public int? ReadResult(Network network)
    {
        if (_found is not ({ } path, { IsFinished: true }))
            return null;
        var epochs = 0;
        CheckpointFile.ReadState(path, state => epochs = PassResult(state, network, epochs));
        _fit.Log($"This training was finished before. Its network is in '{path}'.");
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
        if (_found is not ({ } path, _))
            return (0, state.Time);
        CheckpointFile.ReadState(path, stream => state = Pass(stream, state, engine));
        best = state.Best;
        _fit.Log($"Resuming after epoch {state.Epochs} of {epochs} from '{path}'.");
        return (state.Epochs, state.Time);
    }

    /// <summary>Whether a checkpoint is due after a number of epochs.</summary>
    public bool IsDue(int epochs) => _shard.Any(_shard.IsFirst && _fit.IsDue(epochs));

    /// <summary>Writes the state after a number of epochs.</summary>
    public void Write(int epochs, TimeSpan time, ITrainingEngine engine, in BestNetwork best)
    {
        var state = new State(epochs, time, best);
        Write(_header with { Epochs = epochs }, $"after epoch {epochs}", stream => Pass(stream, state, engine));
    }

    /// <summary>Writes the network of the finished training.</summary>
    public void Finish(Network network, int epochs) =>
        Write(_header with { Epochs = epochs, IsFinished = true }, "of the finished training", stream => PassResult(stream, network, epochs));

    private void Write(CheckpointHeader header, string when, Action<StateStream> passState)
    {
        var (clock, path, isWritten) = (Stopwatch.StartNew(), _paths[_next], false);
        try
        {
            var bytes = CheckpointFile.Write(path, header, passState);
            isWritten = true;
            _fit.Log(FormattableString.Invariant(
                $"Wrote the checkpoint '{path}' {when}: {bytes / 1e6:F1} MB in {clock.Elapsed.TotalSeconds:F2} s."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk does not end a training that may have run for days. The checkpoint before remains.
            _fit.Log($"The checkpoint '{path}' {when} cannot be written: {e.Message} The training goes on.");
        }

        // The state before is overwritten only if all shards have this one.
        if (!_shard.Any(!isWritten))
            _next = (_next + 1) % _paths.Length;
        _fit.RestartInterval();
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
