using static TorchSharp.torch;

namespace AutoRec.Engines.Torch;

/// <summary>
/// Sets the number of Torch's threads while an engine exists. Torch stores the number for the current thread and for new threads, so all
/// engines restore the number from before the first one.
/// </summary>
internal sealed class TorchThreads : IDisposable
{
    private static readonly object Gate = new();
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
