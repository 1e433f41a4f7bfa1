using System.Numerics;
using System.Runtime.ExceptionServices;

namespace AutoRec.Sharding;

/// <summary>
/// The shards of this process, each with a thread that runs it. A sum adds first the numbers of its shards, then those of the ranks.
/// </summary>
internal sealed unsafe class ShardTeam(RankGroup ranks)
{
    private readonly object _gate = new();
    private readonly int _first = ranks.Shards.First;
    private readonly int _count = ranks.Shards.End - ranks.Shards.First;
    private readonly List<(int Start, int Size)>[] _blocks = [.. Enumerable.Range(0, ranks.Count).Select(rank => BlocksOf(ranks, rank))];
    private readonly nint[] _parts = new nint[ranks.NumberOfShards];
    private readonly int[] _lengths = new int[ranks.NumberOfShards];
    private readonly int[] _sizes = new int[ranks.NumberOfShards];
    private byte[] _sent = [];
    private byte[] _received = [];
    private byte[] _sums = [];
    private int _arrived;
    private int _round;
    private bool _isCanceled;
    private object? _shared;
    private Exception? _error;

    /// <summary>The number of all shards.</summary>
    public int ShardCount => ranks.NumberOfShards;

    /// <summary>Runs the work for each shard of this process, and returns when all have ended.</summary>
    /// <param name="work">The work, with the number of the shard among those of this process.</param>
    public void Run(Action<int> work)
    {
        Array.Fill(_sizes, 1, _first, _count);
        var threads = new Thread[_count];
        for (var local = 0; local < _count; local++)
        {
            var shard = local;
            threads[local] = new Thread(() => RunOne(shard, work)) { IsBackground = true, Name = $"AutoRec shard {_first + local}" };
        }

        var started = 0;
        try
        {
            for (; started < _count; started++)
                threads[started].Start();
        }
        catch (Exception e)
        {
            Fail(e); // The system has no memory for another thread; those before would wait for it.
        }

        foreach (var thread in threads[..started])
            thread.Join();
        if (_error is not null)
            ExceptionDispatchInfo.Throw(_error);
    }

    /// <summary>Replaces the values by their sums over all shards.</summary>
    public void Sum<T>(int local, Span<T> values)
        where T : unmanaged, INumber<T>
    {
        fixed (T* mine = values)
        {
            _parts[_first + local] = (nint)mine;
            Meet();

            // Each thread sums a section of the numbers.
            var (from, to) = Section(values.Length, local, _count);
            foreach (var (start, size) in _blocks[ranks.Rank])
                SumTree.Sum<T>(start, size, _sizes, _parts, from, to - from);
            Meet();
            if (ranks.Count == 1)
            {
                if (local > 0)
                    new Span<T>((T*)_parts[0], values.Length).CopyTo(values);
            }
            else
            {
                if (local == 0)
                    SumOverRanks<T>(values.Length);
                Meet();
                fixed (byte* sums = _sums)
                    new Span<T>(sums, values.Length).CopyTo(values);
            }

            Meet();
        }
    }

    /// <summary>Creates an object in the first shard of this process, and returns it in all.</summary>
    public T Shared<T>(int local, Func<T> create)
        where T : class
    {
        Meet();
        if (local == 0)
            _shared = create();
        Meet();
        var shared = (T)_shared!;
        Meet();
        return shared;
    }

    /// <summary>Collects the values of all shards in the first one.</summary>
    public void Gather(int local, ReadOnlySpan<float> mine, Span<float> all)
    {
        fixed (float* values = mine, target = all)
        {
            (_parts[_first + local], _lengths[_first + local]) = ((nint)values, mine.Length);
            Meet();
            if (local == 0)
                GatherRanks(target);
            Meet();
        }
    }

    /// <summary>Throws in all shards if the training was canceled on any rank.</summary>
    public void ThrowIfCanceled(int local, Action throwIfCanceled)
    {
        Meet();
        if (local == 0)
        {
            var canceled = false;
            try
            {
                throwIfCanceled();
            }
            catch (OperationCanceledException)
            {
                canceled = true;
            }

            _isCanceled = ranks.Count == 1 ? canceled : ranks.Any(canceled);
        }

        Meet();
        if (_isCanceled)
            throw new OperationCanceledException("The training was canceled.");
    }

    private static List<(int Start, int Size)> BlocksOf(RankGroup ranks, int rank) =>
        SumTree.BlocksOf(ranks.ShardsOf(rank).First, ranks.ShardsOf(rank).End);

    private static (int From, int To) Section(int length, int index, int count) =>
        ((int)((long)length * index / count), (int)((long)length * (index + 1) / count));

    private void RunOne(int local, Action<int> work)
    {
        try
        {
            work(local);
        }
        catch (Exception e)
        {
            Fail(e);
        }
    }

    private void Fail(Exception e)
    {
        lock (_gate)
        {
            // The first error is the cause of the others.
            _error ??= e;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for all shards of this process.</summary>
    public void Meet()
    {
        lock (_gate)
        {
            var round = _round;
            if (++_arrived == _count)
            {
                (_arrived, _round) = (0, round + 1);
                Monitor.PulseAll(_gate);
            }

            while (round == _round && _error is null)
                Monitor.Wait(_gate);
            if (_error is not null)
                throw new InvalidOperationException("Another shard failed.", _error);
        }
    }

    /// <summary>
    /// Each rank receives a section of the numbers from all ranks, sums it, and sends the sums to all. So every rank sends and receives
    /// twice the length of the numbers, however many ranks there are.
    /// </summary>
    private void SumOverRanks<T>(int length)
        where T : unmanaged, INumber<T>
    {
        var (count, rank) = (ranks.Count, ranks.Rank);
        var (from, to) = Section(length, rank, count);
        var width = to - from;
        var (sentLengths, sentOffsets) = (new int[count], new int[count]);
        var (receivedLengths, receivedOffsets) = (new int[count], new int[count]);
        for (int other = 0, sent = 0, received = 0; other < count; other++)
        {
            var section = Section(length, other, count);
            (sentOffsets[other], sentLengths[other]) = (sent, _blocks[ranks.Rank].Count * (section.To - section.From) * sizeof(T));
            (receivedOffsets[other], receivedLengths[other]) = (received, _blocks[other].Count * width * sizeof(T));
            (sent, received) = (checked(sent + sentLengths[other]), checked(received + receivedLengths[other]));
        }

        // No allocation can fail between the exchanges: it would leave the other ranks in the second one.
        var (sizes, parts) = (new int[ranks.NumberOfShards], new nint[ranks.NumberOfShards]);
        Ensure(ref _sent, sentOffsets[^1] + sentLengths[^1]);
        Ensure(ref _received, receivedOffsets[^1] + receivedLengths[^1]);
        Ensure(ref _sums, length * sizeof(T));
        fixed (byte* sent = _sent, received = _received, sums = _sums)
        {
            for (var other = 0; other < count; other++)
            {
                var section = Section(length, other, count);
                var at = (T*)(sent + sentOffsets[other]);
                foreach (var (start, _) in _blocks[ranks.Rank])
                {
                    new Span<T>((T*)_parts[start] + section.From, section.To - section.From).CopyTo(new(at, section.To - section.From));
                    at += section.To - section.From;
                }
            }

            ranks.Meet();
            ranks.ExchangeKnown(sent, sentLengths, sentOffsets, received, receivedLengths, receivedOffsets);
            for (var other = 0; other < count; other++)
            {
                var at = (T*)(received + receivedOffsets[other]);
                foreach (var (start, size) in _blocks[other])
                {
                    (sizes[start], parts[start]) = (size, (nint)at);
                    at += width;
                }
            }

            var sum = SumTree.Sum<T>(0, ranks.NumberOfShards, sizes, parts, 0, width);
            for (var other = 0; other < count; other++)
            {
                var section = Section(length, other, count);
                (sentOffsets[other], sentLengths[other]) = (0, width * sizeof(T));
                (receivedOffsets[other], receivedLengths[other]) = (section.From * sizeof(T), (section.To - section.From) * sizeof(T));
            }

            ranks.ExchangeKnown((byte*)sum, sentLengths, sentOffsets, sums, receivedLengths, receivedOffsets);
        }
    }

    /// <summary>Sends the values of all shards to rank 0, which receives them in their place, in rounds of at most 64 MB.</summary>
    private void GatherRanks(float* target)
    {
        const int valuesAtOnce = 1 << 24;
        var lengths = ranks.Share(_lengths[_first..(_first + _count)]);
        byte nothing;
        for (var rank = 0; rank < ranks.Count; rank++)
        {
            for (var local = 0; local < lengths[rank].Length; local++)
            {
                for (var at = 0; at < lengths[rank][local]; at += valuesAtOnce)
                {
                    var length = Math.Min(valuesAtOnce, lengths[rank][local] - at);
                    var (sent, received, offsets) = (new int[ranks.Count], new int[ranks.Count], new int[ranks.Count]);
                    var isMine = rank == ranks.Rank;
                    sent[0] = isMine ? length * sizeof(float) : 0;
                    received[rank] = ranks.Rank == 0 ? length * sizeof(float) : 0;
                    ranks.Meet();
                    ranks.ExchangeKnown(
                        isMine ? (byte*)((float*)_parts[_first + local] + at) : &nothing,
                        sent,
                        offsets,
                        ranks.Rank == 0 ? (byte*)target : &nothing,
                        received,
                        offsets);
                    target += ranks.Rank == 0 ? length : 0;
                }
            }
        }
    }

    private static void Ensure(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = GC.AllocateUninitializedArray<byte>(length, pinned: true);
    }
}
