using System.Runtime.InteropServices;
using System.Text;
using AutoRec.Sharding;

namespace AutoRec;

/// <summary>
/// The processes (<i>ranks</i>) that train one model together. Each rank runs the same program on its own part of the ratings. The package
/// AutoRec.MLNet.Mpi connects them by MPI.
/// </summary>
/// <remarks>
/// The columns of the matrix (the users, if item-based) are divided into shards, and each rank trains some of them. A sum over shards
/// has a fixed order, so the number of ranks does not change the model: it is the same bit for bit if the number of shards is.
/// </remarks>
public abstract class RankGroup : IDisposable
{
    /// <summary>The most shards.</summary>
    internal const int MostShards = 4096;

    private const int Failed = int.MaxValue;
    private const int Leaving = int.MaxValue - 1;
    private const int BytesAtOnce = 1 << 28;
    private const string Canceled = "It was canceled.";

    private bool _hasLeft;
    private bool _anotherLeft;

    private protected RankGroup()
    {
    }

    /// <summary>The group of this process alone. It needs no MPI, so a program can be written and tested without it.</summary>
    public static RankGroup Alone { get; } = new SingleRank();

    /// <summary>The number of this process, from 0.</summary>
    public abstract int Rank { get; }

    /// <summary>The number of processes.</summary>
    public abstract int Count { get; }

    /// <summary>The number of shards, a power of two from <see cref="Count"/> to 4096. Default: 16.</summary>
    public int NumberOfShards { get; internal init; } = 16;

    /// <summary>The bytes that sums over the ranks have sent to other ranks, and received from them.</summary>
    internal (long Sent, long Received) Traffic { get; private set; }

    /// <summary>The shards of this rank: those from the first up to the end.</summary>
    internal (int First, int End) Shards => ShardsOf(Rank);

    /// <summary>Leaves the group.</summary>
    /// <remarks>With several processes it waits until all of them leave. A group that was left trains no more.</remarks>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Leaves the group.</summary>
    protected abstract void Dispose(bool disposing);

    internal (int First, int End) ShardsOf(int rank) =>
        ((int)((long)NumberOfShards * rank / Count), (int)((long)NumberOfShards * (rank + 1) / Count));

    /// <summary>The largest of the values that the ranks give. All ranks call it together.</summary>
    private protected abstract int Largest(int value);

    /// <summary>
    /// Sends a part of the memory to each rank, and receives one from each. Lengths and offsets are in bytes. All ranks call it together.
    /// </summary>
    private protected abstract unsafe void Exchange(
        byte* sent, int[] sentLengths, int[] sentOffsets, byte* received, int[] receivedLengths, int[] receivedOffsets);

    internal void Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    /// <summary>Runs a common piece of work. If it fails on one rank, it ends on all of them with that rank's error.</summary>
    /// <exception cref="ObjectDisposedException">This rank left the group.</exception>
    internal T Run<T>(Func<T> work)
    {
        ObjectDisposedException.ThrowIf(_hasLeft, this);
        if (_anotherLeft)
            throw new RankFailedException("A rank left the group. The others cannot train without it: start all of them again.");
        try
        {
            var result = work();
            Meet();
            return result;
        }
        catch (RankFailedException e)
        {
            // All ranks know.
            if (e.IsCancellation)
                throw new OperationCanceledException(e.Message, e);
            throw;
        }
        catch (Exception e)
        {
            Largest(Failed);
            ShareErrors(e is OperationCanceledException ? Canceled : $"{e.GetType().Name}: {e.Message}");
            throw;
        }
    }

    /// <summary>Waits for all ranks.</summary>
    /// <exception cref="RankFailedException">A rank failed.</exception>
    internal void Meet() => Max(0);

    /// <summary>Whether it is true on any rank.</summary>
    internal bool Any(bool value) => Max(value ? 1 : 0) == 1;

    /// <summary>The largest value, which is at least 0.</summary>
    internal int Max(int value)
    {
        var largest = Largest(value);
        if (largest == Failed)
            throw ShareErrors("");
        if (largest != Leaving)
            return largest;
        _anotherLeft = true;
        throw new RankFailedException($"Rank {Largest(0) - 1} of {Count} left the group before the common work was done. See its error.");
    }

    /// <summary>
    /// Waits until all ranks leave. A rank that leaves early, because an exception ends its program, ends the work of the others.
    /// </summary>
    private protected void Leave()
    {
        _hasLeft = true;
        if (_anotherLeft)
            return;
        while (Largest(Leaving) == Failed)
            ShareErrors("");
        Largest(Rank + 1);
    }

    /// <summary>Sends <c>parts[r]</c> to each rank r, and returns what each rank sent here.</summary>
    internal byte[][] Exchange(byte[][] parts)
    {
        Meet();
        return ExchangeNow(parts);
    }

    /// <summary>The exchange of lengths that both sides know, after a <see cref="Meet"/> of the same piece of work.</summary>
    internal unsafe void ExchangeKnown(
        byte* sent, int[] sentLengths, int[] sentOffsets, byte* received, int[] receivedLengths, int[] receivedOffsets)
    {
        Exchange(sent, sentLengths, sentOffsets, received, receivedLengths, receivedOffsets);
        Traffic = (Traffic.Sent + LengthForOthers(sentLengths), Traffic.Received + LengthForOthers(receivedLengths));
    }

    /// <summary>Sends the same values to all ranks, and returns those of each.</summary>
    internal T[][] Share<T>(T[] values)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes<T>(values).ToArray();
        var received = Exchange([.. Enumerable.Repeat(bytes, Count)]);
        return Array.ConvertAll(received, part => MemoryMarshal.Cast<byte, T>(part).ToArray());
    }

    private long LengthForOthers(int[] lengths) => lengths.Sum(length => (long)length) - lengths[Rank];

    private unsafe byte[][] ExchangeNow(byte[][] parts)
    {
        var lengths = Array.ConvertAll(parts, part => part.Length);
        var incoming = new int[Count];
        var (four, offsets) = (Enumerable.Repeat(sizeof(int), Count).ToArray(), OffsetsOf(Enumerable.Repeat(sizeof(int), Count)));
        fixed (int* from = lengths, to = incoming)
            Exchange((byte*)from, four, offsets, (byte*)to, four, offsets);

        // In rounds, because all parts together can be longer than an array. All memory is allocated before the ranks agree on the number
        // of rounds: there they learn that one of them has too little.
        var received = Array.ConvertAll(incoming, length => new byte[length]);
        var most = Math.Max(1, BytesAtOnce / Count);
        byte[] BufferFor(int[] ofRanks) => new byte[ofRanks.Sum(length => Math.Min(length, most)) + 1];
        var (sent, buffer) = (BufferFor(lengths), BufferFor(incoming));
        var rounds = Max(lengths.Concat(incoming).Max() / most + 1);
        for (var round = 0; round < rounds; round++)
        {
            var from = (long)round * most;
            int InRound(int length) => (int)Math.Clamp(length - from, 0, most);
            var (sentLengths, receivedLengths) = (Array.ConvertAll(lengths, InRound), Array.ConvertAll(incoming, InRound));
            var (sentOffsets, receivedOffsets) = (OffsetsOf(sentLengths), OffsetsOf(receivedLengths));
            for (var rank = 0; rank < Count; rank++)
                parts[rank].AsSpan((int)Math.Min(from, lengths[rank]), sentLengths[rank]).CopyTo(sent.AsSpan(sentOffsets[rank]));
            fixed (byte* first = sent, second = buffer)
                Exchange(first, sentLengths, sentOffsets, second, receivedLengths, receivedOffsets);
            for (var rank = 0; rank < Count; rank++)
            {
                var part = buffer.AsSpan(receivedOffsets[rank], receivedLengths[rank]);
                part.CopyTo(received[rank].AsSpan((int)Math.Min(from, incoming[rank])));
            }
        }

        return received;
    }

    /// <summary>Tells all ranks the errors, and returns the exception of those that have none themselves.</summary>
    private RankFailedException ShareErrors(string mine)
    {
        var texts = ExchangeNow([.. Enumerable.Repeat(Encoding.UTF8.GetBytes(mine), Count)]);
        var errors = texts.Select((text, rank) => (Rank: rank, Text: Encoding.UTF8.GetString(text)))
            .Where(error => error.Text != "").ToList();
        return new(
            string.Join(" ", errors.Select(error => $"Rank {error.Rank} of {Count} failed. {error.Text}")),
            errors.TrueForAll(error => error.Text == Canceled));
    }

    private sealed unsafe class SingleRank : RankGroup
    {
        public override int Rank => 0;

        public override int Count => 1;

        protected override void Dispose(bool disposing)
        {
        }

        private protected override int Largest(int value) => value;

        private protected override void Exchange(
            byte* sent, int[] sentLengths, int[] sentOffsets, byte* received, int[] receivedLengths, int[] receivedOffsets) =>
            new Span<byte>(sent + sentOffsets[0], sentLengths[0]).CopyTo(new(received + receivedOffsets[0], receivedLengths[0]));
    }

    private static int[] OffsetsOf(IEnumerable<int> lengths)
    {
        var (offsets, at) = (new List<int>(), 0);
        foreach (var length in lengths)
        {
            offsets.Add(at);
            at += length;
        }

        return [.. offsets];
    }
}
