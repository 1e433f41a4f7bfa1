namespace AutoRec.Tests;

/// <summary>Ranks that are threads of this process. MpiTests run the same with processes.</summary>
internal sealed unsafe class ThreadRanks : RankGroup
{
    private readonly Exchanges _shared;

    private ThreadRanks(Exchanges shared, int rank) => (_shared, Rank) = (shared, rank);

    public override int Rank { get; }

    public override int Count => _shared.Barrier.ParticipantCount;

    /// <summary>Runs the same work in each rank, and returns the results. If it fails, it throws the errors of all ranks.</summary>
    public static T[] Run<T>(int ranks, int shards, Func<RankGroup, T> work) =>
        Start(ranks, shards, group => group.Run(() => work(group)));

    /// <summary>Runs a program in each rank.</summary>
    public static T[] Start<T>(int ranks, int shards, Func<RankGroup, T> program)
    {
        var shared = new Exchanges(ranks);
        var (results, errors) = (new T[ranks], new Exception?[ranks]);
        var threads = Enumerable.Range(0, ranks).Select(rank => new Thread(() =>
        {
            try
            {
                using var group = new ThreadRanks(shared, rank) { NumberOfShards = shards };
                results[rank] = program(group);
            }
            catch (Exception e)
            {
                errors[rank] = e;
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return Array.TrueForAll(errors, error => error is null) ? results : throw new AggregateException(errors.OfType<Exception>());
    }

    protected override void Dispose(bool disposing) => Leave();

    private protected override int Largest(int value)
    {
        _shared.Values[Rank] = value;
        _shared.Barrier.SignalAndWait();
        var largest = _shared.Values.Max();
        _shared.Barrier.SignalAndWait();
        return largest;
    }

    private protected override void Exchange(
        byte* sent, int[] sentLengths, int[] sentOffsets, byte* received, int[] receivedLengths, int[] receivedOffsets)
    {
        _shared.Sent[Rank] = ((nint)sent, sentLengths, sentOffsets);
        _shared.Barrier.SignalAndWait();
        for (var other = 0; other < Count; other++)
        {
            var (memory, lengths, offsets) = _shared.Sent[other];
            Assert.AreEqual(lengths[Rank], receivedLengths[other], "Both sides must know the length.");
            new Span<byte>((byte*)memory + offsets[Rank], lengths[Rank]).CopyTo(
                new(received + receivedOffsets[other], receivedLengths[other]));
        }

        _shared.Barrier.SignalAndWait();
    }

    private sealed class Exchanges(int ranks)
    {
        public Barrier Barrier { get; } = new(ranks);
        public int[] Values { get; } = new int[ranks];
        public (nint Memory, int[] Lengths, int[] Offsets)[] Sent { get; } = new (nint, int[], int[])[ranks];
    }
}
