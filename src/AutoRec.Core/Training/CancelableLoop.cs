using System.Runtime.ExceptionServices;

namespace AutoRec.Training;

/// <summary>A parallel loop on a number of threads that stops when the training is canceled.</summary>
/// <param name="threads">The number of threads; null for one for each processor.</param>
/// <param name="throwIfCanceled">Throws an <see cref="OperationCanceledException"/> if the training is canceled.</param>
internal sealed class CancelableLoop(int? threads, Action throwIfCanceled)
{
    public ParallelOptions Options { get; } = new() { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount };

    /// <summary>Calls the body with 0 to count − 1.</summary>
    /// <exception cref="OperationCanceledException">The training was canceled.</exception>
    public void For(int count, Action<int> body)
    {
        try
        {
            Parallel.For(0, count, Options, n =>
            {
                throwIfCanceled();
                body(n);
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is OperationCanceledException))
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
