using System.Globalization;
using AutoRec.Interop;
using AutoRec.Training;

namespace AutoRec.Trainers;

/// <summary>Connects a trainer to ML.NET's environment: seed, log and cancellation.</summary>
internal sealed class TrainerHost
{
    private readonly IHost _host;
    private readonly CancellationToken _cancellation;
    private readonly int _seed;

    public TrainerHost(IHostEnvironment environment, string name, int? seed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _host = environment.Register(name);
        _cancellation = cancellation;

        // Drawn once, so that a second Fit gives the same model.
        _seed = seed ?? _host.Rand.Next();
    }

    /// <summary>Trains with a channel to log to.</summary>
    public TModel Train<TModel>(Func<IChannel, TModel> train)
    {
        using var channel = _host.Start("Training");
        return train(channel);
    }

    public RunContext Context(IChannel channel) => new(_seed, channel.Info, ThrowIfCanceled);

    private void ThrowIfCanceled()
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
