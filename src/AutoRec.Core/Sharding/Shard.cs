namespace AutoRec.Sharding;

/// <summary>
/// A part of the columns of the matrix: those from <see cref="FirstColumn"/> on. A thread runs it, with helpers if the process has more
/// threads than shards. All shards run the same code at the same time; sums connect them, and everything that does not belong to columns is
/// the same in all of them.
/// </summary>
internal sealed class Shard
{
    private readonly ShardTeam? _team;
    private readonly int _local;

    /// <param name="team">The shards of this process.</param>
    /// <param name="local">The index among these.</param>
    /// <param name="index">The index among all shards.</param>
    /// <param name="columns">The columns of this shard.</param>
    public Shard(ShardTeam team, int local, int index, Range columns)
    {
        (_team, _local, Index) = (team, local, index);
        (FirstColumn, ColumnCount) = (columns.Start.Value, columns.End.Value - columns.Start.Value);
    }

    private Shard()
    {
    }

    /// <summary>The only shard of a training in one process: its sums change nothing.</summary>
    public static Shard Whole { get; } = new();

    public bool IsWhole => _team is null;

    /// <summary>Whether it is the first of all shards: the one that builds the model.</summary>
    public bool IsFirst => Index == 0;

    /// <summary>Whether it is the first shard of this process.</summary>
    public bool IsFirstOfProcess => _local == 0;

    /// <summary>Whether it is in the process that builds the model.</summary>
    public bool IsInFirstProcess => Index == _local;

    public int Index { get; }

    /// <summary>The number of all shards.</summary>
    public int Count => _team?.ShardCount ?? 1;

    /// <summary>The index of its first column in the whole matrix.</summary>
    public int FirstColumn { get; }

    public int ColumnCount { get; }

    /// <summary>Replaces the values by their sums over all shards.</summary>
    public void Sum(Span<float> values) => _team?.Sum(_local, values);

    /// <inheritdoc cref="Sum(Span{float})"/>
    public void Sum(Span<double> values) => _team?.Sum(_local, values);

    public double Sum(double value)
    {
        Sum(new Span<double>(ref value));
        return value;
    }

    /// <summary>The sums of counts.</summary>
    public int[] Sum(int[] counts) => IsWhole ? counts : ToInts(SumExactly(counts));

    /// <summary>The value of each shard.</summary>
    public float[] OfAll(float value)
    {
        var values = new float[Count];
        values[Index] = value;
        Sum(values);
        return values;
    }

    /// <summary>The smallest and the largest of all values.</summary>
    public (float Minimum, float Maximum) Range(ReadOnlySpan<float> values)
    {
        var (low, high) = values.IsEmpty
            ? (float.PositiveInfinity, float.NegativeInfinity)
            : (TensorPrimitives.Min(values), TensorPrimitives.Max(values));
        return (OfAll(low).Min(), OfAll(high).Max());
    }

    /// <summary>The text of the first shard that has one, in all shards; empty if none has.</summary>
    public string FirstText(string mine)
    {
        var lengths = OfAll(mine.Length);
        var first = Array.FindIndex(lengths, length => length > 0);
        if (first < 0)
            return mine;
        var letters = new float[(int)lengths[first]]; // A sum over shards is all that there is.
        for (var i = 0; i < letters.Length && Index == first; i++)
            letters[i] = mine[i];
        Sum(letters);
        return string.Concat(letters.Select(letter => (char)letter));
    }

    /// <summary>For each row, the number of its ratings in earlier shards.</summary>
    public int[] CountBefore(int[] counts)
    {
        const int rowsAtOnce = 1 << 14;
        var before = new int[counts.Length];
        for (var row = 0; row < counts.Length && !IsWhole; row += rowsAtOnce)
        {
            // A row of the table for each shard, because a sum over shards is all that there is.
            var length = Math.Min(rowsAtOnce, counts.Length - row);
            var table = new double[_team!.ShardCount * length];
            for (var i = 0; i < length; i++)
                table[(Index * length) + i] = counts[row + i];
            Sum(table);
            for (var other = 0; other < Index; other++)
            {
                for (var i = 0; i < length; i++)
                    before[row + i] += (int)table[(other * length) + i];
            }
        }

        return before;
    }

    /// <summary>An object of which the shards of a process need only one.</summary>
    public T Shared<T>(Func<T> create)
        where T : class => IsWhole ? create() : _team!.Shared(_local, create);

    /// <summary>Waits for the other shards of this process.</summary>
    public void Meet() => _team?.Meet();

    /// <summary>Collects values of all shards, in their order.</summary>
    /// <param name="mine">The values of this shard.</param>
    /// <param name="all">The values of all; used in the first shard only.</param>
    public void Gather(ReadOnlySpan<float> mine, Span<float> all) => _team!.Gather(_local, mine, all);

    /// <summary>Ends the training in all shards if the training was canceled on any rank.</summary>
    public void ThrowIfCanceled(Action throwIfCanceled)
    {
        if (IsWhole)
            throwIfCanceled();
        else
            _team!.ThrowIfCanceled(_local, throwIfCanceled);
    }

    private double[] SumExactly(int[] counts)
    {
        var sums = Array.ConvertAll(counts, count => (double)count);
        Sum(sums);
        return sums;
    }

    private static int[] ToInts(double[] values) => Array.ConvertAll(values, value => checked((int)value));
}
