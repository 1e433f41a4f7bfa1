namespace AutoRec.Examples.Serving.Store;

/// <summary>The visitor of a request that changes something.</summary>
/// <param name="Secret">The secret of the visitor's cookie.</param>
/// <param name="IsNew">Whether the answer issues this cookie, so that the change creates the visitor.</param>
internal sealed record VisitorKey(string Secret, bool IsNew);
