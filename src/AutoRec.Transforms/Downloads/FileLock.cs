namespace AutoRec.Downloads;

/// <summary>A file that one process at a time holds open. The system releases it when the process ends, however it ends.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // The results of opening a file that is held: ERROR_SHARING_VIOLATION on Windows, EAGAIN on Linux and on macOS.
    private static readonly int[] Held = [unchecked((int)0x80070020), 11, 35];

    /// <summary>Opens the file, and waits while another process holds it. The file is deleted with the lock.</summary>
    /// <param name="path">The file, which is created if necessary.</param>
    /// <param name="onWait">Announces a wait, once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lock, until it is disposed.</returns>
    public static IDisposable Take(string path, Action onWait, CancellationToken cancellationToken)
    {
        for (var waits = false; ; waits = true)
        {
            try
            {
                var file = new FileStream(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
                if (File.Exists(path))
                    return file;

                // On Unix, the holder may have deleted it after it was opened here.
                file.Dispose();
                continue;
            }
            catch (IOException e) when (Held.Contains(e.HResult))
            {
                if (!waits)
                    onWait();
            }

            cancellationToken.WaitHandle.WaitOne(Pause);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
