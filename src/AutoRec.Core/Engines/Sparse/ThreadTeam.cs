using System.Runtime.ExceptionServices;

namespace AutoRec.Engines.Sparse;

/// <summary>
/// Threads that wait for work as long as an engine lives: a step is over in less time than it takes to start a thread, and this
/// allocates nothing. A thread is given the same share of the indices each time, so that it finds in its own cache what it left there; who
/// is done helps the others. So who does what can differ from run to run: work must not depend on it.
/// </summary>
internal sealed class ThreadTeam : IDisposable
{
    private const int Spins = 2000;
    private const int CacheLine = 16; // ints, and one more against the prefetcher

    private readonly Thread[] _helpers;
    private readonly ManualResetEventSlim[] _starts;
    private readonly ManualResetEventSlim _done = new(false, Spins);
    private readonly int[] _next;
    private Action<int, int>? _work;
    private int _count;
    private int _sharers;
    private int _busy;
    private bool _stopped;
    private Exception? _error;

    public ThreadTeam(int threads)
    {
        Count = threads;
        _next = new int[(threads + 1) * 2 * CacheLine];
        _starts = new ManualResetEventSlim[threads - 1];
        _helpers = new Thread[threads - 1];
        for (var i = 0; i < _helpers.Length; i++)
        {
            var thread = i + 1;
            _starts[i] = new ManualResetEventSlim(false, Spins);
            _helpers[i] = new Thread(() => Help(thread)) { IsBackground = true, Name = $"AutoRec {thread}" };
            _helpers[i].Start();
        }
    }

    /// <summary>The number of threads, the caller's included.</summary>
    public int Count { get; }

    /// <summary>
    /// Calls <paramref name="work"/>(index, thread) for each index from 0 to <paramref name="count"/> − 1, where the thread is a number from
    /// 0 to <see cref="Count"/> − 1, and returns when all is done. Not to be called from the work itself.
    /// </summary>
    public void For(int count, Action<int, int> work)
    {
        (_work, _count, _sharers) = (work, count, Math.Min(Count, count));
        for (var thread = 0; thread < _sharers; thread++)
            Next(thread) = First(thread);
        var helpers = _sharers - 1;
        if (helpers > 0)
        {
            _busy = helpers;
            _done.Reset();
            for (var i = 0; i < helpers; i++)
                _starts[i].Set();
        }

        Share(thread: 0);
        if (helpers > 0)
            _done.Wait();
        _work = null; // else threads that nobody disposes would keep what it belongs to
        if (Interlocked.Exchange(ref _error, null) is { } error)
            ExceptionDispatchInfo.Throw(error);
    }

    public void Dispose()
    {
        _stopped = true;
        for (var i = 0; i < _helpers.Length; i++)
        {
            _starts[i].Set();
            _helpers[i].Join();
            _starts[i].Dispose();
        }

        _done.Dispose();
    }

    private ref int Next(int thread) => ref _next[(thread + 1) * 2 * CacheLine];

    private int First(int thread) => (int)((long)_count * thread / _sharers);

    private void Help(int thread)
    {
        var start = _starts[thread - 1];
        while (true)
        {
            start.Wait();
            start.Reset();
            if (_stopped)
                return;
            Share(thread);
            if (Interlocked.Decrement(ref _busy) == 0)
                _done.Set();
        }
    }

    private void Share(int thread)
    {
        try
        {
            for (var other = 0; other < _sharers; other++)
            {
                var owner = (thread + other) % _sharers;
                var end = First(owner + 1);
                int index;
                while ((index = Interlocked.Increment(ref Next(owner)) - 1) < end)
                    _work!(index, thread);
            }
        }
        catch (Exception e)
        {
            _error = e; // of several, the last; the other threads go on to the end of their work
        }
    }
}
