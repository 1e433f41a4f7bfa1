using System.Runtime.InteropServices;

namespace AutoRec.Examples.Serving.Learning;

/// <summary>Runs long computations on threads of their own, which give way to those that answer requests.</summary>
internal static partial class LongWork
{
    private const int OfThread = 0; // PRIO_PROCESS; Linux counts a thread as a process here, and 0 is the calling thread.
    private const int LeastUrgent = 19;

    public static Task<T> RunAsync<T>(Func<T> work) => Task.Factory.StartNew(
        () =>
        {
            GiveWay();
            return work();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>Also for queries: SQLite computes on the thread that asks.</summary>
    public static Task<T> RunAsync<T>(Func<Task<T>> work) => RunAsync(() => work().GetAwaiter().GetResult());

    /// <inheritdoc cref="RunAsync{T}(Func{Task{T}})"/>
    public static Task RunAsync(Func<Task> work) => RunAsync(() => work().GetAwaiter().GetResult());

    public static Task RunAsync(Action work) => RunAsync(() =>
    {
        work();
        return true;
    });

    /// <summary>Lowers the priority of this thread. .NET ignores <see cref="Thread.Priority"/> on Linux.</summary>
    private static void GiveWay()
    {
        Thread.CurrentThread.Priority = ThreadPriority.Lowest;
        if (OperatingSystem.IsLinux())
            _ = SetPriority(OfThread, 0, LeastUrgent);
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, uint who, int priority);
}
