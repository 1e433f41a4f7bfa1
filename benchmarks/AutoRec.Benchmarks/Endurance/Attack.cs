namespace AutoRec.Benchmarks;

/// <summary>The end of an attempt.</summary>
internal enum Outcome
{
    /// <summary>An error of a documented kind.</summary>
    Refused,

    /// <summary>The right result, or a right next result after an interruption.</summary>
    Same,

    /// <summary>A wrong result, without an error.</summary>
    Wrong,

    /// <summary>No end in time.</summary>
    Hang,

    /// <summary>The end of the process, or an exception of another kind.</summary>
    Crash,
}

/// <summary>The result of an attempt.</summary>
/// <param name="Outcome">The end.</param>
/// <param name="Detail">The observation, in one line.</param>
internal sealed record AttackResult(Outcome Outcome, string Detail);

/// <summary>A kind of attack. Its attempts run one after the other in a process of their own, <see cref="AttackWorker"/>.</summary>
/// <param name="folder">A folder for its files, which the parent deletes.</param>
internal abstract class Attack(string folder)
{
    /// <summary>The number of attempts in the short and in the full form.</summary>
    public abstract (int Short, int Full) Attempts { get; }

    /// <summary>The reason why this machine cannot run the attack; null if it can.</summary>
    public virtual string? Obstacle => null;

    /// <summary>The command that runs the command of the worker; empty for none.</summary>
    public virtual string[] Launcher => [];

    /// <summary>The longest time of an attempt.</summary>
    public virtual TimeSpan Patience => TimeSpan.FromMinutes(2);

    protected string Folder { get; } = folder;

    /// <summary>Prepares the attempts, in the process that runs them.</summary>
    public abstract void Prepare();

    /// <summary>Runs an attempt. The same number gives the same attack.</summary>
    /// <param name="number">The number of the attempt, from 0.</param>
    /// <param name="random">The source of randomness, for this attempt alone.</param>
    public abstract AttackResult Run(int number, Random random);

    protected string PathOf(string name) => Path.Combine(Folder, name);
}
