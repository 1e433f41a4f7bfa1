namespace AutoRec.Tests;

/// <summary>A test with a PostgreSQL server of its own. It is skipped unless Debian's package postgresql is installed.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class RequiresPostgreSqlAttribute : ConditionBaseAttribute
{
    public RequiresPostgreSqlAttribute()
        : base(ConditionMode.Include)
        => IgnoreMessage = $"There is no initdb in {PostgreSqlServer.Root}/*/bin; expected Debian's package postgresql.";

    public override string GroupName => "PostgreSql";

    public override bool IsConditionMet => PostgreSqlServer.Binaries is not null;
}
