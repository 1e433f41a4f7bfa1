using System.Diagnostics;
using System.Globalization;
using AutoRec.Checkpoints;
using AutoRec.DataViews;
using AutoRec.Interop;
using AutoRec.Training;

namespace AutoRec.Trainers;

/// <summary>Connects a trainer to ML.NET's environment: seed, log and cancellation.</summary>
internal sealed class TrainerHost
{
    private readonly IHost _host;
    private readonly string _name;
    private readonly CancellationToken _cancellation;
    private readonly bool _isSeedDrawn;
    private int _seed;

    public TrainerHost(IHostEnvironment environment, string name, int? seed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _host = environment.Register(name);
        _name = name;
        _cancellation = cancellation;

        // Drawn once, so that a second Fit gives the same model.
        _isSeedDrawn = seed is null;
        _seed = seed ?? _host.Rand.Next();
    }

    /// <summary>The environment that the trained transformer logs to.</summary>
    public IHostEnvironment Environment => _host;

    /// <summary>Trains with a channel to log to, and a clock for the card.</summary>
    public TModel Train<TModel>(Func<IChannel, Stopwatch, TModel> train)
    {
        using var channel = _host.Start("Training");
        return train(channel, Stopwatch.StartNew());
    }

    /// <summary>Trains with checkpoints. They are deleted at the end, and when the training diverges, as it would again.</summary>
    /// <param name="settings">The settings of the checkpoints; null for none.</param>
    /// <param name="train">The training, with a channel to log to, a clock for the card, and the connection to this host.</param>
    /// <param name="ranks">The ranks that train together; null for this process alone. If one fails, all do.</param>
    /// <exception cref="IOException">Another fit uses the folder of the checkpoints, or it cannot be used.</exception>
    public TModel TrainWithCheckpoints<TModel>(
        CheckpointSettings? settings, Func<IChannel, Stopwatch, RunContext, TModel> train, RankGroup? ranks = null) =>
        Train((channel, clock) =>
        {
            TModel TrainAndDelete()
            {
                var createsFolder = settings is not null && !Directory.Exists(settings.Folder);
                createsFolder = ranks?.Any(createsFolder) ?? createsFolder; // Before any rank creates it.
                using var checkpoints = settings is null
                    ? null
                    : new FitCheckpoints(settings, _seed, _isSeedDrawn, createsFolder, locks: ranks is null or { Rank: 0 }, channel.Info);
                _seed = checkpoints?.Seed ?? _seed;
                if (ranks is not null)
                    _seed = ranks.Share([_seed])[0][0]; // Each rank draws its own.
                if (checkpoints is not null)
                    checkpoints.Seed = _seed;
                try
                {
                    var model = train(channel, clock, Context(channel) with { Checkpoints = checkpoints });
                    ranks?.Meet(); // Until all have succeeded, a restart needs the files of each.
                    checkpoints?.Complete();
                    return model;
                }
                catch (DivergedException)
                {
                    checkpoints?.Delete();
                    throw;
                }
            }

            return ranks is null ? TrainAndDelete() : ranks.Run(TrainAndDelete);
        });

    public RunContext Context(IChannel channel) => new(_seed, channel.Info, ThrowIfCanceled);

    /// <summary>Creates the card at the end of a training.</summary>
    public ModelCard CreateCard(
        Stopwatch clock,
        IndexedRatings training,
        object options,
        IEnumerable<EngineFactory> engines,
        TrainingFigures figures,
        string? earlier = null) =>
        CreateCard(
            clock,
            new(training.Rows, training.Columns),
            training.Ratings.CountByRow(),
            training.Ratings.CountByColumn(),
            options,
            engines,
            figures,
            earlier);

    /// <summary>Creates the card at the end of a training.</summary>
    /// <param name="clock">The clock of <see cref="Train"/>.</param>
    /// <param name="keys">The keys with ratings.</param>
    /// <param name="itemCounts">The number of ratings of each item.</param>
    /// <param name="userCounts">The number of ratings of each user.</param>
    /// <param name="options">The options of the trainer.</param>
    /// <param name="engines">The engine of each network.</param>
    /// <param name="figures">The figures of the training.</param>
    /// <param name="earlier">The earlier model that the training continued, in one line; null for none.</param>
    public ModelCard CreateCard(
        Stopwatch clock,
        MatrixKeys keys,
        int[] itemCounts,
        int[] userCounts,
        object options,
        IEnumerable<EngineFactory> engines,
        TrainingFigures figures,
        string? earlier = null)
    {
        return new(keys, itemCounts, userCounts)
        {
            Trainer = _name[..^"Trainer".Length],
            TrainedAt = DateTimeOffset.UtcNow,
            TrainingTime = clock.Elapsed,
            Engine = string.Join(", ", engines.Select(engine => engine.Engine).Distinct()) is { Length: > 0 } names ? names : null,
            Seed = _seed,
            Options = earlier is null
                ? [.. OptionTexts.Of(options)]
                : [.. OptionTexts.Of(options), (nameof(AutoRecTrainer.ContinueFrom), earlier)],
            Figures = figures,
        };
    }

    /// <exception cref="OperationCanceledException">The training was canceled.</exception>
    public void ThrowIfCanceled()
    {
        _cancellation.ThrowIfCancellationRequested();
        if (MLNetBorder.IsCanceled(_host))
            throw new OperationCanceledException("The training was canceled by its MLContext.");
    }
}

internal static class TrainerLog
{
    public static void Info(this IChannel channel, string message) => channel.Info(MessageSensitivity.None, message);

    /// <summary>Warns that a model of equal ratings predicts a constant.</summary>
    public static void WarnIfAllEqual(this IChannel channel, RatingMatrix ratings)
    {
        var first = ratings.Values[0];
        if (!ratings.Values.ContainsAnyExcept(first))
        {
            channel.Warning(MessageSensitivity.None, string.Create(
                CultureInfo.InvariantCulture,
                $"All {ratings.Count} labels are {first}, so every predicted rating is {first}. Lists are ranked by choice. For clicks, "
                + $"purchases or counts, train AutoRecOneClass."));
        }
    }
}
