using System.Runtime.ExceptionServices;

namespace AutoRec.Engines;

/// <summary>
/// Threads that wait for work as long as an engine lives: a step is over in less time than it takes to start a thread, and this
/// allocates nothing. <see cref="For"/> hands out indices as threads come for them, so that who does what differs from run to run: work
/// must not depend on it.
/// </summary>
internal sealed class ThreadTeam : IDisposable
{
    private const int Spins = 200;

    private readonly Thread[] _helpers;
    private readonly ManualResetEventSlim[] _starts;
    private readonly ManualResetEventSlim _done = new(false, Spins);
    private Action<int, int>? _work;
    private int _count;
    private int _chunk;
    private int _next;
    private int _busy;
    private Exception? _error;

    public ThreadTeam(int threads)
    {
        Count = threads;
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

    /// <summary>Calls <paramref name="work"/>(index, thread) for each index from 0 to <paramref name="count"/> − 1, and returns when all is done.</summary>
    /// <param name="count">The number of indices.</param>
    /// <param name="chunk">How many a thread takes at a time.</param>
    /// <param name="work">Told the index, and the thread's number from 0 to <see cref="Count"/> − 1.</param>
    public void For(int count, int chunk, Action<int, int> work)
    {
        (_work, _count, _chunk, _next) = (work, count, chunk, 0);
        var helpers = Math.Min(_helpers.Length, (count - 1) / chunk);
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
        if (Interlocked.Exchange(ref _error, null) is { } error)
            ExceptionDispatchInfo.Throw(error);
    }

    public void Dispose()
    {
        _work = null;
        for (var i = 0; i < _helpers.Length; i++)
        {
            _starts[i].Set();
            _helpers[i].Join();
            _starts[i].Dispose();
        }

        _done.Dispose();
    }

    private void Help(int thread)
    {
        var start = _starts[thread - 1];
        while (true)
        {
            start.Wait();
            start.Reset();
            if (_work is null)
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
            int from;
            while ((from = Interlocked.Add(ref _next, _chunk) - _chunk) < _count)
            {
                var to = Math.Min(from + _chunk, _count);
                for (var index = from; index < to; index++)
                    _work!(index, thread);
            }
        }
        catch (Exception e)
        {
            _error = e;
        }
    }
}
