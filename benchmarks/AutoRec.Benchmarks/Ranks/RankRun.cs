using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AutoRec.Benchmarks;

/// <summary>The processes of one training, and what they print.</summary>
internal sealed class RankRun : IDisposable
{
    private readonly Process _process;
    private readonly BlockingCollection<string> _lines = [];
    private readonly List<string> _errors = [];

    /// <param name="launcher">The launcher; null for a plain process.</param>
    /// <param name="ranks">The number of ranks.</param>
    /// <param name="training">The training.</param>
    public RankRun(Launcher? launcher, int ranks, RankTraining training)
    {
        var command = training.ToCommand();
        _process = launcher?.Start(ranks, command) ?? Process.Start(ChildProcess.Piped(command))!;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                _lines.CompleteAdding();
            else
                _lines.Add(line.Data);
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
                _errors.Add(line.Data ?? "");
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The numbers of the processes, by rank.</summary>
    public SortedDictionary<int, int> Processes { get; } = [];

    /// <summary>The line that tells from where a checkpoint continued; null if none did.</summary>
    public string? Resumed { get; private set; }

    /// <summary>The standard errors of the processes and of the launcher.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return string.Join('\n', _errors.Where(line => line.Length > 0));
        }
    }

    /// <summary>Runs a training to its end.</summary>
    /// <returns>The figures of the processes, by rank.</returns>
    public static RankFigures[] Finish(Launcher? launcher, int ranks, RankTraining training, CancellationToken cancellationToken)
    {
        using var run = new RankRun(launcher, ranks, training);
        return run.Finish(cancellationToken);
    }

    /// <exception cref="InvalidOperationException">The training failed.</exception>
    public RankFigures[] Finish(CancellationToken cancellationToken)
    {
        var figures = new List<RankFigures>();
        foreach (var line in Lines(cancellationToken))
        {
            if (line.StartsWith('{'))
                figures.Add(JsonSerializer.Deserialize<RankFigures>(line)!);
        }

        _process.WaitForExit();
        return _process.ExitCode == 0
            ? [.. figures.OrderBy(one => one.Rank)]
            : throw new InvalidOperationException($"A training failed with exit code {_process.ExitCode}: {Errors}");
    }

    /// <summary>Reads what the processes print, until an epoch has ended and all of them have told their numbers.</summary>
    public void ReadToEpoch(int epoch, int ranks, CancellationToken cancellationToken)
    {
        var hasEnded = false;
        foreach (var line in Lines(cancellationToken))
        {
            hasEnded |= line == RankTraining.EpochLine(epoch);
            if (hasEnded && Processes.Count == ranks)
                return;
        }

        throw new InvalidOperationException($"The training ended before its epoch {epoch}: {Errors}");
    }

    /// <summary>Waits for the end, and returns the lines of the standard output that were not read before.</summary>
    public string[] ReadRest()
    {
        _process.WaitForExit();
        return [.. _lines.GetConsumingEnumerable()];
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _lines.Dispose();
    }

    private IEnumerable<string> Lines(CancellationToken cancellationToken)
    {
        foreach (var line in _lines.GetConsumingEnumerable(cancellationToken))
        {
            if (RankTraining.ProcessLine().Match(line) is { Success: true } match)
                Processes[Number(match.Groups[1])] = Number(match.Groups[2]);
            if (line.StartsWith("Resuming", StringComparison.Ordinal))
                Resumed = line;
            yield return line;
        }
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);
}
