using static TorchSharp.torch;

namespace AutoRec.Engines.Torch;

/// <summary>
/// The number of threads that Torch computes with, as long as an engine lives. Torch keeps it for each thread and for those to come, so
/// that engines which train at the same time share it: what was there before the first of them comes back after the last.
/// </summary>
internal sealed class TorchThreads : IDisposable
{
    private static readonly Lock Gate = new();
    private static int _open;
    private static int _before;

    public TorchThreads(int count)
    {
        lock (Gate)
        {
            if (_open++ == 0)
                _before = get_num_threads();
            set_num_threads(count);
        }
    }

    public void Dispose()
    {
        lock (Gate)
        {
            _open--;
            set_num_threads(_before);
        }
    }
}
