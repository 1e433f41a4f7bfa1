using System.Runtime.ExceptionServices;

namespace AutoRec.Engines.Sparse;

/// <summary>
/// Threads that live as long as an engine, because a step takes less time than starting a thread. Each thread first takes the same share of
/// the indices every time, for the sake of its cache, and then helps the others. So the thread of an index may differ from run to run, and
/// results must not depend on it.
/// </summary>
internal sealed class ThreadTeam : IDisposable
{
    private const int Spins = 2000;
    private const int CacheLine = 16; // ints

    private readonly Thread[] _helpers;
    private readonly ManualResetEventSlim[] _starts;
    private readonly ManualResetEventSlim _done = new(false, Spins);
    private readonly int[] _next;
    private Action<int, int>? _work;
    private int _count;
    private int _sharers;
    private int _busy;
    private int _started;
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
        }

        try
        {
            for (; _started < _helpers.Length; _started++)
                _helpers[_started].Start();
        }
        catch
        {
            Dispose(); // The system has no memory for another thread.
            throw;
        }
    }

    /// <summary>The number of threads, including the caller.</summary>
    public int Count { get; }

    /// <summary>
    /// Calls work(index, thread) for each index below <paramref name="count"/>, with threads numbered below <see cref="Count"/>. Returns
    /// when all calls have ended. The work must not call this method.
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
        _work = null; // An engine that is not disposed could not be collected otherwise.
        if (Interlocked.Exchange(ref _error, null) is { } error)
            ExceptionDispatchInfo.Throw(error);
    }

    public void Dispose()
    {
        _stopped = true;
        for (var i = 0; i < _helpers.Length; i++)
        {
            _starts[i].Set();
            if (i < _started)
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
            _error = e; // The other threads finish their work; the last of several errors is thrown.
        }
    }
}
