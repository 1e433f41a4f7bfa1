namespace AutoRec.Benchmarks;

/// <summary>The attacks by name, in the order of the report.</summary>
internal static class Attacks
{
    public static readonly IReadOnlyList<(string Name, Func<string, Attack> Create)> All =
    [
        ("damaged model files", folder => new DamagedModelAttack(folder)),
        ("forged model files", folder => new ForgedModelAttack(folder)),
        ("damaged rating files", folder => new RatingFileAttack(folder)),
        ("canceled trainings", folder => new CancellationAttack(folder)),
        ("kill -9 in a training", folder => new KillAttack(folder, KillMoment.Any)),
        ("kill -9 in a checkpoint", folder => new KillAttack(folder, KillMoment.Checkpoint)),
        ("kill -9 while saving", folder => new KillAttack(folder, KillMoment.Saving)),
        ("full disk", folder => new FullDiskAttack(folder)),
        ("64 threads", folder => new ThreadsAttack(folder)),
    ];

    public static Attack Create(string name, string folder) => All.Single(attack => attack.Name == name).Create(folder);
}
