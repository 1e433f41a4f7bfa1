using System.Globalization;
using System.Net;

namespace AutoRec.Downloads;

/// <summary>Fetches files over HTTP, and continues files of which the first bytes are there.</summary>
/// <remarks>
/// A server that cannot be reached, falls silent, ends early or redirects to another server is an <see cref="IOException"/>, whose message
/// is the reason.
/// </remarks>
/// <param name="patience">The longest time without a byte from the server, for the connection too.</param>
/// <param name="cancellationToken">Ends a transfer.</param>
internal sealed class HttpTransfer(TimeSpan patience, CancellationToken cancellationToken) : IDisposable
{
    private const int MaxRedirects = 5;
    private const int BufferSize = 1 << 16;

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "AutoRec.MLNet" } },
    };

    public void Dispose() => _client.Dispose();

    /// <summary>Appends the bytes that are missing, or replaces all if the server sends all. What has come stays after an error.</summary>
    /// <param name="address">The address of the file.</param>
    /// <param name="file">The first bytes of the file; may be empty.</param>
    /// <param name="maxBytes">The largest length that is accepted.</param>
    /// <param name="progress">Takes the number of bytes that are there and, if the server tells it, the length of the file.</param>
    public async Task ContinueAsync(Uri address, Stream file, long maxBytes, Action<long, long?> progress)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            deadline.CancelAfter(patience);
            using var response = await SendAsync(address, file.Length, deadline.Token).ConfigureAwait(false);
            if (file.Length > 0 && response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                return; // Nothing is missing.
            var length = Seek(file, response);
            using var content = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
            var buffer = new byte[BufferSize];
            while (true)
            {
                deadline.CancelAfter(patience);
                var count = await content.ReadAsync(buffer, deadline.Token).ConfigureAwait(false);
                if (count == 0)
                    return;
                if (file.Length + count > maxBytes)
                {
                    file.SetLength(0);
                    throw new IOException(Text($"the server sends more than {maxBytes:N0} bytes, which is too much for this file"));
                }

                file.Write(buffer, 0, count);
                progress(file.Length, length);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException(Text($"the server sent nothing for {patience.TotalSeconds:0.#} seconds"));
        }
        catch (HttpRequestException e)
        {
            throw new IOException(e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>Whether a redirection stays on the server, and so does not leave https.</summary>
    internal static bool IsSameServer(Uri from, Uri to) =>
        Uri.Compare(from, to, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private async Task<HttpResponseMessage> SendAsync(Uri address, long from, CancellationToken deadline)
    {
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (from > 0)
                request.Headers.Range = new(from, null);
            var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline).ConfigureAwait(false);
            if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is not { } location)
                return response;
            response.Dispose();
            var next = new Uri(address, location);
            if (!IsSameServer(address, next))
                throw new IOException($"the server redirects to {next}, which is another server or protocol");
            address = next;
        }

        throw new IOException(Text($"the server redirects more than {MaxRedirects} times"));
    }

    /// <summary>Goes to the place of the first byte of the response, and returns the length of the file.</summary>
    private static long? Seek(Stream file, HttpResponseMessage response)
    {
        var (content, place) = (response.Content.Headers, response.Content.Headers.ContentRange);
        if (response.StatusCode == HttpStatusCode.PartialContent && place?.From == file.Length)
        {
            file.Seek(0, SeekOrigin.End);
            return place.Length;
        }

        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            file.SetLength(0); // So that the next call does not ask for a part again.
            throw new IOException(Text($"the server sent another part of the file than the one asked for"));
        }

        if (response.StatusCode != HttpStatusCode.OK)
            throw new IOException(Text($"the server answered {(int)response.StatusCode} {response.ReasonPhrase}"));
        file.SetLength(0);
        return content.ContentLength;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
