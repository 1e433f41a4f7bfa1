using System.Runtime.ExceptionServices;

namespace AutoRec.Training;

/// <summary>A parallel loop that a canceled training leaves as a sequential loop would: with the exception of the cancellation itself.</summary>
internal static class CancelableLoop
{
    /// <param name="count">The number of calls.</param>
    /// <param name="parallel">The number of threads.</param>
    /// <param name="throwIfCanceled">Throws if the training is canceled; called before each call of the body.</param>
    /// <param name="body">The body, with a 0-based index.</param>
    public static void For(int count, ParallelOptions parallel, Action throwIfCanceled, Action<int> body)
    {
        try
        {
            Parallel.For(0, count, parallel, index =>
            {
                throwIfCanceled();
                body(index);
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<OperationCanceledException>().FirstOrDefault() is { } canceled)
        {
            ExceptionDispatchInfo.Throw(canceled);
        }
    }
}
