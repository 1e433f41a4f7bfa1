namespace AutoRec.Recommending;

/// <summary>The items of a model and their indices.</summary>
/// <param name="items">The id of each index.</param>
/// <param name="canFoldIn">Whether new items can be folded in, for messages.</param>
internal sealed class ItemCatalogue<TItem>(IReadOnlyList<TItem> items, bool canFoldIn)
    where TItem : notnull
{
    public IReadOnlyList<TItem> Items => items;

    public Dictionary<TItem, int> Indices { get; } = Index(items);

    /// <exception cref="ArgumentException">The item is not in the model.</exception>
    public int IndexOf(TItem item) => Indices.TryGetValue(item, out var index) ? index : throw new ArgumentException(
        $"There is no item '{item}' among the model's {items.Count} items. Pass an id as it was in training"
        + (canFoldIn ? ", or score a new item by its ratings or features with FoldInItem of the model." : "."),
        nameof(item));

    /// <summary>The indices of the ids that are in the model, each once, ascending.</summary>
    public int[] Known(IEnumerable<TItem> ids) => [.. ids.Where(Indices.ContainsKey).Select(id => Indices[id]).Distinct().Order()];

    /// <exception cref="ArgumentException">Candidates are given, and none of them is in the model.</exception>
    public int[] KnownCandidates(IEnumerable<TItem> candidates)
    {
        TItem[] ids = [.. candidates];
        var known = Known(ids);
        return known.Length > 0 || ids.Length == 0 ? known : throw new ArgumentException(
            $"None of the {ids.Length} candidates is among the model's {items.Count} items. Pass ids as they were in training.",
            nameof(candidates));
    }

    public static Dictionary<TItem, int> Index(IReadOnlyList<TItem> ids)
    {
        var indices = new Dictionary<TItem, int>(ids.Count);
        for (var index = 0; index < ids.Count; index++)
            indices[ids[index]] = index;
        return indices;
    }
}
