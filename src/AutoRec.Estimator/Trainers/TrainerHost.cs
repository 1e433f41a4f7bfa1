using System.Diagnostics;
using System.Globalization;
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
    private readonly int _seed;

    public TrainerHost(IHostEnvironment environment, string name, int? seed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _host = environment.Register(name);
        _name = name;
        _cancellation = cancellation;

        // Drawn once, so that a second Fit gives the same model.
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

    public RunContext Context(IChannel channel) => new(_seed, channel.Info, ThrowIfCanceled);

    /// <summary>Creates the card at the end of a training.</summary>
    /// <param name="clock">The clock of <see cref="Train"/>.</param>
    /// <param name="training">The ratings, items × users.</param>
    /// <param name="options">The options of the trainer.</param>
    /// <param name="engines">The engine of each network.</param>
    /// <param name="figures">The figures of the training.</param>
    public ModelCard CreateCard(
        Stopwatch clock, IndexedRatings training, object options, IEnumerable<EngineFactory> engines, TrainingFigures figures)
    {
        var items = training.Ratings;
        var itemCounts = Enumerable.Range(0, items.RowCount).Select(items.CountOf);
        return new(new(training.Rows, training.Columns), [.. itemCounts], items.CountByColumn())
        {
            Trainer = _name[..^"Trainer".Length],
            TrainedAt = DateTimeOffset.UtcNow,
            TrainingTime = clock.Elapsed,
            Engine = string.Join(", ", engines.Select(engine => engine.Engine).Distinct()) is { Length: > 0 } names ? names : null,
            Seed = _seed,
            Options = [.. OptionTexts.Of(options)],
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
