namespace AutoRec.Saving;

/// <summary>Opens a file to read. Opening a named pipe waits for a program that writes to it, but not forever.</summary>
internal static class InputFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <param name="path">The file or pipe.</param>
    /// <param name="patience">How long to wait for the writer of a pipe. Default: 30 s.</param>
    /// <exception cref="IOException">The file is a pipe that no program writes to.</exception>
    public static FileStream Open(string path, TimeSpan? patience = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var wait = patience ?? Patience;

        // .NET opens a pipe without a way to cancel, so a thread of its own does.
        var opening = Task.Factory.StartNew(
            () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        if (((IAsyncResult)opening).AsyncWaitHandle.WaitOne(wait))
            return opening.GetAwaiter().GetResult();

        Release(path, opening);
        throw new IOException($"'{path}' is a pipe that no program has opened to write within {wait.TotalSeconds} s. Start the program "
            + "that writes to it first, or pass a file.");
    }

    /// <summary>Ends the thread that waits for a writer: it opens the pipe to write, and the reader's end is closed.</summary>
    private static void Release(string path, Task<FileStream> opening)
    {
        var closing = opening.ContinueWith(
            opened => (opened.IsCompletedSuccessfully ? opened.Result : null)?.Dispose(),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        Task.Run(() => new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0).Dispose());
        ((IAsyncResult)closing).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(1));
    }
}
