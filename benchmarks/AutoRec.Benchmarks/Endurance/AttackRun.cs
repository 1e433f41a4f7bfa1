using System.Diagnostics;

namespace AutoRec.Benchmarks;

/// <summary>Runs an attack in child processes. After a hang or a crash, another child goes on with the next attempt.</summary>
internal sealed class AttackRun(string name, int seed, CancellationToken cancellationToken)
{
    private const string MostMemory = "0x40000000"; // 1 GB. An allocation beyond it fails, which counts as a crash.

    private static readonly TimeSpan PatienceToStart = TimeSpan.FromMinutes(2);

    /// <param name="goesOn">Whether to run another attempt, by the number of those before.</param>
    public AttackTally Run(Func<int, bool> goesOn)
    {
        var folder = Directory.CreateTempSubdirectory("autorec-endurance-").FullName;
        try
        {
            var attack = Attacks.Create(name, folder);
            if (attack.Obstacle is { } obstacle)
                return new(name) { Skipped = obstacle };
            var tally = new AttackTally(name);
            while (goesOn(tally.Attempts))
                RunChild(attack, folder, tally, goesOn);
            return tally;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void RunChild(Attack attack, string folder, AttackTally tally, Func<int, bool> goesOn)
    {
        var start = ChildProcess.Piped([.. attack.Launcher, .. AttackWorker.CommandOf(name, folder, seed, tally.Attempts)]);
        (start.RedirectStandardInput, start.Environment["DOTNET_GCHeapHardLimit"]) = (true, MostMemory);
        using var child = Process.Start(start)!;
        try
        {
            var errors = child.StandardError.ReadToEndAsync(cancellationToken);
            if (Read(child, PatienceToStart) is var ready && ready != AttackWorker.Ready)
            {
                child.Kill(entireProcessTree: true);
                throw new InvalidOperationException($"The attack '{name}' could not be prepared: {ready} {errors.Result}");
            }

            while (goesOn(tally.Attempts))
            {
                child.StandardInput.WriteLine();
                var number = tally.Attempts;
                var line = Read(child, attack.Patience);
                if (line is "")
                {
                    tally.Add(new(Outcome.Hang, $"attempt {number}: no end within {attack.Patience.TotalSeconds} s"));
                    return;
                }

                if (line is null)
                {
                    child.WaitForExit();
                    tally.Add(new(Outcome.Crash, $"attempt {number}: the process ended with {child.ExitCode}: {errors.Result}"));
                    return;
                }

                tally.Add(AttackWorker.Parse(line));
            }

            child.StandardInput.Close();
            child.WaitForExit(PatienceToStart);
        }
        finally
        {
            if (!child.HasExited)
                child.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Reads a line. It is empty if none came in time, and null at the end.</summary>
    private string? Read(Process child, TimeSpan patience)
    {
        var line = child.StandardOutput.ReadLineAsync(cancellationToken).AsTask();
        return line.Wait((int)patience.TotalMilliseconds, cancellationToken) ? line.Result : "";
    }
}
