using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace AutoRec.Tests;

/// <summary>Keeps the lines of <c>mlContext.Log</c>.</summary>
internal sealed class LogLines
{
    private readonly List<LoggingEventArgs> _lines = [];

    public LogLines(MLContext mlContext) => mlContext.Log += (_, line) =>
    {
        lock (_lines)
            _lines.Add(line);
    };

    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_lines)
                return [.. _lines.Where(line => line.Kind == ChannelMessageKind.Warning).Select(line => line.RawMessage)];
        }
    }
}
