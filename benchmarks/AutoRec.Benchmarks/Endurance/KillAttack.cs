using System.Diagnostics;

namespace AutoRec.Benchmarks;

/// <summary>When a process is killed.</summary>
internal enum KillMoment
{
    /// <summary>At a random moment of the training.</summary>
    Any,

    /// <summary>While it writes a checkpoint.</summary>
    Checkpoint,

    /// <summary>While it saves the model.</summary>
    Saving,
}

/// <summary>
/// A training process that is killed: a model file is the one before or the new one, never a part, and a restart gives the same model, bit
/// for bit, and leaves no temporary file.
/// </summary>
internal sealed class KillAttack(string folder, KillMoment moment) : Attack(folder)
{
    private const int MostCheckpoints = 15;
    private const int MostTries = 5; // Some are killed when the file is complete.

    private static readonly string[] Kinds = ["item-based", "blend"];
    private static readonly TimeSpan PatienceOfVictim = TimeSpan.FromMinutes(3);

    // A temporary file of a killed process is deleted when it is older than a minute.
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, (string Digest, TimeSpan Duration)> _expected = [];
    private byte[] _old = [];

    public override (int Short, int Full) Attempts => moment == KillMoment.Any ? (2, 50) : (1, 10);

    public override TimeSpan Patience => 3 * PatienceOfVictim;

    private string Work => PathOf("work");

    private string Checkpoints => Path.Combine(Work, "checkpoints");

    private string Model => Path.Combine(Work, "model.zip");

    private bool HasLeftAPart => HasTemporaryFile(Checkpoints) || HasTemporaryFile(Work);

    public override void Prepare()
    {
        Directory.CreateDirectory(Work);
        new SmallTraining("user-based").FitTo(PathOf("old.zip"));
        _old = File.ReadAllBytes(PathOf("old.zip"));
    }

    public override AttackResult Run(int number, Random random)
    {
        var kind = Kinds[number % Kinds.Length];
        if (!_expected.ContainsKey(kind))
            _expected[kind] = (KillVictim.TrainingOf(kind).FitToDigest(), moment == KillMoment.Any ? RunVictim(kind) : default);
        var (digest, duration) = _expected[kind];
        var what = KillVictimOf(kind, random, duration);
        for (var tries = 1; moment != KillMoment.Any && !HasLeftAPart && tries < MostTries; tries++)
            what = KillVictimOf(kind, random, duration);
        if (!File.ReadAllBytes(Model).AsSpan().SequenceEqual(_old) && ModelDigest.OfFile(Model) != digest)
            return new(Outcome.Wrong, $"{what}: the model file is neither the one before nor the new one");

        foreach (var leftover in Directory.EnumerateFiles(Work, "*.tmp"))
            File.SetLastWriteTimeUtc(leftover, DateTime.UtcNow - Age);
        RunVictim(kind);
        if (ModelDigest.OfFile(Model) != digest)
            return new(Outcome.Wrong, $"{what}: the restart gave another model");
        var left = Directory.GetFileSystemEntries(Work).Where(path => path != Model).ToList();
        return left.Count > 0
            ? new(Outcome.Wrong, $"{what}: the restart left {string.Join(", ", left)}")
            : new(Outcome.Same, what);
    }

    /// <summary>Starts a training, and kills it at its moment.</summary>
    private string KillVictimOf(string kind, Random random, TimeSpan duration)
    {
        if (Directory.Exists(Work))
            Directory.Delete(Work, recursive: true);
        Directory.CreateDirectory(Work);
        File.WriteAllBytes(Model, _old);
        using var victim = StartVictim(kind);
        if (moment == KillMoment.Any)
            victim.WaitForExit(random.NextDouble() * duration);
        else if (moment == KillMoment.Saving)
            WaitWhile(victim, () => !HasTemporaryFile(Work));
        for (var count = moment == KillMoment.Checkpoint ? random.Next(1, MostCheckpoints) : 0; count > 0; count--)
        {
            WaitWhile(victim, () => HasTemporaryFile(Checkpoints));
            WaitWhile(victim, () => !HasTemporaryFile(Checkpoints));
        }

        victim.Kill();
        victim.WaitForExit();
        return $"{kind} killed {(HasLeftAPart ? "within a file" : "between files")}";
    }

    private TimeSpan RunVictim(string kind)
    {
        using var victim = StartVictim(kind);
        var clock = Stopwatch.StartNew();
        if (!victim.WaitForExit(PatienceOfVictim))
        {
            victim.Kill();
            throw new TimeoutException($"A training did not end within {PatienceOfVictim.TotalSeconds} s.");
        }

        return victim.ExitCode == 0
            ? clock.Elapsed
            : throw new InvalidOperationException($"A training failed: {victim.StandardError.ReadToEnd()}");
    }

    private Process StartVictim(string kind)
    {
        var victim = Process.Start(ChildProcess.Piped(KillVictim.CommandOf(kind, Checkpoints, Model)))!;
        if (victim.StandardOutput.ReadLine() == KillVictim.Begins)
            return victim;
        using (victim)
            throw new InvalidOperationException($"A training did not begin: {victim.StandardError.ReadToEnd()}");
    }

    private static void WaitWhile(Process victim, Func<bool> condition)
    {
        while (condition() && !victim.WaitForExit(TimeSpan.FromMilliseconds(1)))
        {
        }
    }

    private static bool HasTemporaryFile(string folder)
    {
        try
        {
            return Directory.EnumerateFiles(folder, "*.tmp").Any();
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
    }
}
