namespace AutoRec.Model;

/// <summary>
/// A model whose public members take keys. Inside AutoRec, all work is done by indices, on the model <see cref="ByIndex"/>.
/// </summary>
internal interface IKeyedModel : IRatingModel
{
    /// <summary>The keys that the public members take; null if these are the indices.</summary>
    MatrixKeys? Keys { get; }

    /// <summary>The same model with public members that take indices.</summary>
    IKeyedModel ByIndex { get; }

    /// <summary>The same model with other keys. It shares all arrays.</summary>
    IKeyedModel WithKeys(MatrixKeys keys);
}
