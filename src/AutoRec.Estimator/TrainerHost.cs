using AutoRec.Interop;
using AutoRec.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace AutoRec;

/// <summary>What the two trainers share: options checked and kept, the seed, the log, cancellation.</summary>
internal sealed class TrainerHost<TOptions>
    where TOptions : AutoRecOptions
{
    private readonly IHost _host;
    private readonly int _seed;

    public TrainerHost(IHostEnvironment environment, string name, TOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _host = environment.Register(name);
        Options = options.Clone<TOptions>();

        // Drawn once, here: a second Fit of the same trainer gives the same model.
        _seed = Options.Seed ?? _host.Rand.Next();
    }

    public TOptions Options { get; }

    /// <param name="description">What is encoded, in words.</param>
    /// <param name="variant">What a row is.</param>
    /// <param name="read">Reads the ratings to train on, rows to encode as rows, and those to validate with.</param>
    public AutoRecModelParameters Train(
        Func<RatingMatrix, string> description,
        AutoRecVariant variant,
        Func<IChannel, (RatingMatrix Ratings, RatingMatrix? Validation)> read)
    {
        using var channel = _host.Start("Training");
        var (ratings, validation) = read(channel);
        channel.Info(MessageSensitivity.None, description(ratings));
        var run = new TrainingRun(
            Options,
            variant,
            _seed,
            message => channel.Info(MessageSensitivity.None, message),
            ThrowIfCanceled);
        return run.Train(ratings, validation);
    }

    private void ThrowIfCanceled()
    {
        Options.CancellationToken.ThrowIfCancellationRequested();
        if (MLNetBorder.IsCanceled(_host))
            throw new OperationCanceledException("The training was canceled by its MLContext.");
    }
}
