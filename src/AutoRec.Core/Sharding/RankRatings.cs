using System.Runtime.InteropServices;

namespace AutoRec.Sharding;

/// <summary>
/// The ratings of a group of ranks: any rank can read any of them. They are numbered alike in all ranks, and then sent to the rank whose
/// shards have their columns.
/// </summary>
internal sealed class RankRatings
{
    // A column costs its weights and their optimizer, even with few ratings.
    private const int RatingsWorthOfColumn = 8;

    private const int CountsAtOnce = 1 << 20;
    private const int RatingsAtOnce = 1 << 22;

    private readonly RankGroup _ranks;
    private readonly int[] _cuts;

    private RankRatings(RankGroup ranks, int[] cuts) => (_ranks, _cuts) = (ranks, cuts);

    /// <summary>The keys that have ratings in any rank.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="mine">The keys of this rank.</param>
    /// <param name="name">The name of the key column, for the error.</param>
    /// <exception cref="InvalidOperationException">The ranks map ids to keys in different ways.</exception>
    public static KeyMap UnionOf(RankGroup ranks, KeyMap mine, string name)
    {
        var counts = ranks.Share([mine.Count]);
        var digests = ranks.Share(mine.Digest ?? []);
        for (var rank = 1; rank < ranks.Count; rank++)
        {
            if (counts[rank][0] != counts[0][0] || !digests[rank].AsSpan().SequenceEqual(digests[0]))
            {
                throw new InvalidOperationException(
                    $"The key column '{name}' has {counts[0][0]} keys in rank 0 and {counts[rank][0]} in rank {rank}, or other ids behind "
                    + "them; expected the same mapping in all ranks. Fit MapValueToKey on the same ids in each rank, for example with its "
                    + "parameter keyData.");
            }
        }

        var bits = new byte[(mine.Count + 7) / 8];
        foreach (var key in mine.Keys)
            bits[key / 8] |= (byte)(1 << (key % 8));
        foreach (var other in ranks.Share(bits))
            TensorPrimitives.BitwiseOr<byte>(bits, other, bits);
        int[] rated = [.. Enumerable.Range(0, mine.Count).Where(key => (bits[key / 8] & (1 << (key % 8))) != 0)];
        return KeyMap.Of(mine.Count, rated, mine.Digest);
    }

    /// <summary>Cuts the columns into shards with about equal work.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="part">The ratings of this rank.</param>
    public static RankRatings Cut(RankGroup ranks, RatingMatrix part)
    {
        var sums = SumOverRanks(ranks, part.CountByColumn());
        var total = sums.Sum(count => (long)count) + ((long)RatingsWorthOfColumn * sums.Length);
        var cuts = new int[ranks.NumberOfShards + 1];
        long before = 0;
        for (int column = 0, shard = 0; column < sums.Length; column++)
        {
            while (before >= total * (shard + 1) / ranks.NumberOfShards)
                cuts[++shard] = column;
            before += sums[column] + RatingsWorthOfColumn;
        }

        // Shards without columns, if there are fewer columns than shards.
        for (var shard = 1; shard <= ranks.NumberOfShards; shard++)
            cuts[shard] = shard == ranks.NumberOfShards ? sums.Length : Math.Max(cuts[shard], cuts[shard - 1]);
        return new(ranks, cuts);
    }

    /// <summary>The columns of a shard.</summary>
    public Range ColumnsOf(int shard) => _cuts[shard].._cuts[shard + 1];

    /// <summary>Sends each rating to its rank, and returns those of the shards of this rank.</summary>
    /// <param name="part">The ratings of this rank; freed by the caller.</param>
    /// <returns>The matrices, and the number of pairs that several ranks had; the rating of the highest rank counts.</returns>
    public (RatingMatrix[] Shards, long Repeated) Distribute(RatingMatrix part)
    {
        var rankOf = RankOfColumns(part.ColumnCount);
        var received = Enumerable.Range(0, _ranks.Count).Select(_ => new List<byte[]>()).ToArray();
        var rounds = _ranks.Max((part.Count + RatingsAtOnce - 1) / RatingsAtOnce);
        var row = 0;
        for (var round = 0; round < rounds; round++)
        {
            var (from, to) = PartOf(part, round);
            var sent = _ranks.Exchange(Pack(part, ref row, from, to, rankOf));
            for (var rank = 0; rank < sent.Length; rank++)
                received[rank].Add(sent[rank]);
        }

        var (first, end) = _ranks.Shards;
        var shards = new RatingMatrix[end - first];
        long repeated = 0;
        for (var shard = first; shard < end; shard++)
        {
            var (rows, columns, values) = (new List<int>(), new List<int>(), new List<float>());
            foreach (var bytes in received.SelectMany(parts => parts))
            {
                foreach (var (ratedRow, column, value) in MemoryMarshal.Cast<byte, Entry>(bytes))
                {
                    if (column < _cuts[shard] || column >= _cuts[shard + 1])
                        continue;
                    rows.Add(ratedRow);
                    columns.Add(column - _cuts[shard]);
                    values.Add(value);
                }
            }

            shards[shard - first] = RatingMatrix.Create(
                part.RowCount,
                _cuts[shard + 1] - _cuts[shard],
                CollectionsMarshal.AsSpan(rows),
                CollectionsMarshal.AsSpan(columns),
                CollectionsMarshal.AsSpan(values));
            repeated += values.Count - shards[shard - first].Count;
        }

        return (shards, repeated);
    }

    /// <summary>The numbers of ratings of all rows and of all columns.</summary>
    public (int[] Rows, int[] Columns) CountAll(RatingMatrix[] shards)
    {
        var (rows, columns) = (new int[shards[0].RowCount], new int[_cuts[^1]]);
        for (var shard = 0; shard < shards.Length; shard++)
        {
            shards[shard].CountByColumn().CopyTo(columns, _cuts[_ranks.Shards.First + shard]);
            TensorPrimitives.Add(rows, shards[shard].CountByRow(), rows);
        }

        return (SumOverRanks(rows), SumOverRanks(columns));
    }

    /// <summary>Collects the ratings of all shards in rank 0; null in the others.</summary>
    public RatingMatrix? Collect(RatingMatrix[] shards)
    {
        var (rows, columns, values) = (new List<int>(), new List<int>(), new List<float>());
        var most = _ranks.Max(shards.Length);
        for (var shard = 0; shard < most; shard++)
        {
            var mine = shard < shards.Length ? shards[shard] : null;
            var rounds = _ranks.Max(((mine?.Count ?? 0) + RatingsAtOnce - 1) / RatingsAtOnce);
            var row = 0;
            for (var round = 0; round < rounds; round++)
            {
                var parts = Enumerable.Repeat(Array.Empty<byte>(), _ranks.Count).ToArray();
                if (mine is not null)
                {
                    var (from, to) = PartOf(mine, round);
                    var toRoot = new int[mine.ColumnCount];
                    parts = Pack(mine, ref row, from, to, toRoot, _cuts[_ranks.Shards.First + shard]);
                }

                foreach (var bytes in _ranks.Exchange(parts))
                {
                    foreach (var (ratedRow, column, value) in MemoryMarshal.Cast<byte, Entry>(bytes))
                    {
                        rows.Add(ratedRow);
                        columns.Add(column);
                        values.Add(value);
                    }
                }
            }
        }

        return _ranks.Rank > 0 ? null : RatingMatrix.Create(
            shards[0].RowCount,
            _cuts[^1],
            CollectionsMarshal.AsSpan(rows),
            CollectionsMarshal.AsSpan(columns),
            CollectionsMarshal.AsSpan(values));
    }

    /// <summary>The ratings of a round.</summary>
    private static (int From, int To) PartOf(RatingMatrix ratings, int round) =>
        ((int)Math.Min(ratings.Count, (long)round * RatingsAtOnce), (int)Math.Min(ratings.Count, (round + 1L) * RatingsAtOnce));

    private int[] SumOverRanks(int[] counts) => SumOverRanks(_ranks, counts);

    private static int[] SumOverRanks(RankGroup ranks, int[] counts)
    {
        var sums = new int[counts.Length];
        for (var from = 0; from < counts.Length; from += CountsAtOnce)
        {
            var length = Math.Min(CountsAtOnce, counts.Length - from);
            var sum = sums.AsSpan(from, length);
            foreach (var other in ranks.Share(counts[from..(from + length)]))
                TensorPrimitives.Add(sum, other, sum);
        }

        return sums;
    }

    private int[] RankOfColumns(int columnCount)
    {
        var rankOf = new int[columnCount];
        for (var rank = 0; rank < _ranks.Count; rank++)
        {
            var (first, end) = _ranks.ShardsOf(rank);
            Array.Fill(rankOf, rank, _cuts[first], _cuts[end] - _cuts[first]);
        }

        return rankOf;
    }

    /// <summary>Packs some ratings, in their order, for the rank of each.</summary>
    private byte[][] Pack(RatingMatrix part, ref int row, int from, int to, int[] rankOf, int firstColumn = 0)
    {
        var packed = Enumerable.Range(0, _ranks.Count).Select(_ => new List<Entry>()).ToArray();
        for (var i = from; i < to; i++)
        {
            while (part.RowPointers[row + 1] <= i)
                row++;
            var column = part.ColumnIndices[i];
            packed[rankOf[column]].Add(new(row, firstColumn + column, part.Values[i]));
        }

        return Array.ConvertAll(packed, list => MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(list)).ToArray());
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private readonly record struct Entry(int Row, int Column, float Value);
}
