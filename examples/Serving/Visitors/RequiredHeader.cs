namespace AutoRec.Examples.Serving.Visitors;

/// <summary>A header that a filter of an endpoint reads. The OpenAPI document takes it from the endpoint's metadata.</summary>
internal sealed record RequiredHeader(string Name, string Description);
