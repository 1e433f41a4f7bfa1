namespace AutoRec.Examples.Serving.Learning;

/// <summary>The model that answers requests now. A swap replaces one reference, so no request waits for it.</summary>
internal sealed class CurrentModel(ModelShelf shelf)
{
    private readonly Lock _swap = new();
    private volatile ServedModel? _value;

    /// <summary>The model; null until the first one is trained.</summary>
    public ServedModel? Value => _value;

    /// <summary>Makes a model current, also for the next start of the service.</summary>
    /// <returns>False if the model is not on the shelf any more.</returns>
    public bool TryReplace(ServedModel model)
    {
        lock (_swap)
        {
            if (!shelf.Has(model.Number))
                return false;
            shelf.MakeCurrent(model.Number);
            _value = model;
            return true;
        }
    }

    /// <summary>Makes a model current unless another one than expected is, which an administrator chose.</summary>
    /// <returns>Whether the model is current now.</returns>
    public bool TryReplace(ServedModel model, ServedModel? expected)
    {
        lock (_swap)
            return _value == expected && TryReplace(model);
    }

    /// <summary>Deletes models from the shelf, but not the current one.</summary>
    public void DeleteOthers(IEnumerable<long> numbers)
    {
        lock (_swap)
        {
            foreach (var number in numbers.Where(number => number != shelf.Current))
                shelf.Delete(number);
        }
    }
}
