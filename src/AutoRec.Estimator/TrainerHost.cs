using AutoRec.Interop;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace AutoRec;

/// <summary>What the trainers share: a place in ML.NET's environment, the seed, the log, cancellation.</summary>
internal sealed class TrainerHost
{
    private readonly IHost _host;
    private readonly CancellationToken _cancellation;

    public TrainerHost(IHostEnvironment environment, string name, int? seed, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(environment);
        _host = environment.Register(name);
        _cancellation = cancellation;

        // Drawn once, here: a second Fit of the same trainer gives the same model.
        Seed = seed ?? _host.Rand.Next();
    }

    public int Seed { get; }

    /// <summary>Trains with a channel to log to.</summary>
    public TModel Train<TModel>(Func<IChannel, TModel> train)
    {
        using var channel = _host.Start("Training");
        return train(channel);
    }

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
}
