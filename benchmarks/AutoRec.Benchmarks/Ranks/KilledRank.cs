using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AutoRec.Benchmarks;

/// <summary>The end of a group of ranks of which one was killed, and their continuation from the checkpoints.</summary>
/// <param name="Ranks">The number of ranks.</param>
/// <param name="SecondsToEnd">The seconds from the signal until all processes had ended.</param>
/// <param name="Reason">The errors that the processes and the launcher printed.</param>
/// <param name="Resumed">The line that tells from where the restart continued.</param>
/// <param name="Digest">The digest of the model of the restart.</param>
internal sealed partial record KilledRank(int Ranks, double SecondsToEnd, string Reason, string? Resumed, string Digest)
{
    private const double MostSeconds = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Kills the last rank after half of the epochs, and runs the training again.</summary>
    public static KilledRank Run(Launcher launcher, int ranks, RankTraining training, CancellationToken cancellationToken)
    {
        using var run = new RankRun(launcher, ranks, training);
        run.ReadToEpoch(training.Epochs / 2, ranks, cancellationToken);
        using (var last = Process.GetProcessById(run.Processes[ranks - 1]))
            last.Kill();
        var clock = Stopwatch.StartNew();
        if (!SpinWait.SpinUntil(() => run.Processes.Values.All(HasEnded), Patience))
            throw new InvalidOperationException($"A rank was killed, and the others still run after {Patience.TotalSeconds} s.");
        string[] rest = run.ReadRest();
        var seconds = clock.Elapsed.TotalSeconds;

        using var restart = new RankRun(launcher, ranks, training);
        var figures = restart.Finish(cancellationToken);
        var reason = string.Join('\n', [run.Errors, .. rest.Where(line => Signal().IsMatch(line))]).Trim(); // MPICH prints it there.
        return new(ranks, seconds, reason, restart.Resumed, figures[0].Digest!);
    }

    /// <summary>Whether all ended in time with a reason, and the restart gave the model of an uninterrupted training.</summary>
    public bool IsAsPromised(string digest) =>
        SecondsToEnd <= MostSeconds && Signal().IsMatch(Reason) && Resumed is not null && Digest == digest;

    public void Print(string digest)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"One of {Ranks} ranks was killed. All had ended after {SecondsToEnd:F2} s; expected at most {MostSeconds} s. They said:"));
        Console.WriteLine(Reason);
        Console.WriteLine($"The restart said: {Resumed ?? "nothing of a checkpoint"}");
        Console.WriteLine($"Its model has {(Digest == digest ? "the same" : "different")} weights: SHA-256 {Digest}.");
    }

    /// <summary>The signal in the words of Open MPI ("exited on signal 9 (Killed)") and of MPICH ("EXIT CODE: 9", "signal 9").</summary>
    [GeneratedRegex("signal:? 9|EXIT CODE: 9", RegexOptions.IgnoreCase)]
    private static partial Regex Signal();

    /// <summary>Whether a process has ended. In a container, nobody may collect its exit code, so it can remain as a zombie.</summary>
    private static bool HasEnded(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/stat").Split(')')[^1].TrimStart()[0] is 'Z' or 'X';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
