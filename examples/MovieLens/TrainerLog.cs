using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace AutoRec.Examples.MovieLens;

/// <summary>What ML.NET's components say in their log while they work, as far as it is of interest here.</summary>
internal sealed class TrainerLog
{
    private const string EngineMessage = "Engine: ";

    private readonly List<string> _warnings = [];

    public TrainerLog(MLContext mlContext) => mlContext.Log += (_, message) => Read(message.Kind, message.RawMessage);

    /// <summary>The engine that trained, in lower case; null before training. The log alone tells what "auto" came down to.</summary>
    public string? Engine { get; private set; }

    public IReadOnlyList<string> Warnings => _warnings;

    private void Read(ChannelMessageKind kind, string message)
    {
        if (kind == ChannelMessageKind.Warning)
            _warnings.Add(message);
        else if (message.StartsWith(EngineMessage, StringComparison.Ordinal))
            Engine = message[EngineMessage.Length..].Split(',')[0].ToLowerInvariant();
    }
}
