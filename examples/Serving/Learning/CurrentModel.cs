namespace AutoRec.Examples.Serving.Learning;

/// <summary>The model that answers requests now. A swap replaces one reference, so no request waits for it.</summary>
internal sealed class CurrentModel
{
    private volatile ServedModel? _value;

    /// <summary>The model; null until the first one is trained.</summary>
    public ServedModel? Value => _value;

    public void Replace(ServedModel model) => _value = model;
}
