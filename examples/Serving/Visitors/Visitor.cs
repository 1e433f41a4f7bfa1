using AutoRec.Examples.Serving.Store;

namespace AutoRec.Examples.Serving.Visitors;

/// <summary>The visitor of the request. All that endpoints read or write of a visitor goes through this number or secret.</summary>
internal sealed class Visitor(VisitorCookie cookie, RatingStore store, IHttpContextAccessor accessor)
{
    private HttpContext Context => accessor.HttpContext!;

    /// <summary>The number of the visitor; null for somebody who has rated nothing, or was forgotten.</summary>
    public async Task<long?> FindAsync() =>
        cookie.Read(Context.Request) is { } secret ? await store.FindVisitorAsync(secret, Context.RequestAborted) : null;

    /// <summary>The key of the visitor. A request without a valid cookie gets a new one.</summary>
    public async Task<VisitorKey> FindOrCreateAsync() => await FindAsync() is null
        ? new(cookie.Issue(Context), IsNew: true)
        : new(cookie.Read(Context.Request)!, IsNew: false);
}
