using System.Collections.Frozen;

namespace AutoRec.Examples.Serving.Learning;

/// <summary>A model that answers requests. A request takes it once, so all parts of an answer come from the same model.</summary>
internal sealed class ServedModel(long number, Recommender<string, string> recommender, DateTimeOffset loaded)
{
    private readonly FrozenSet<string> _items = recommender.Items.ToFrozenSet();

    public long Number { get; } = number;

    public Recommender<string, string> Recommender { get; } = recommender;

    public DateTimeOffset Loaded { get; } = loaded;

    /// <summary>Whether the model was trained with ratings of the item.</summary>
    public bool Knows(string item) => _items.Contains(item);
}
