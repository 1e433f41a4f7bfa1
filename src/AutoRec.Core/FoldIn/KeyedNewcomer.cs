using AutoRec.Model;

namespace AutoRec.FoldIn;

/// <summary>A newcomer that takes keys, as the public members of its model do.</summary>
internal sealed class KeyedNewcomer
{
    private readonly Newcomer _newcomer;
    private readonly KeyMap? _others;

    /// <param name="model">The model.</param>
    /// <param name="isUser">Whether the newcomer is a user.</param>
    /// <param name="known">The newcomer's ratings, by key.</param>
    /// <exception cref="InvalidOperationException">The model is of an old format without λ.</exception>
    /// <exception cref="NotSupportedException">The model cannot fold in newcomers of this side.</exception>
    public KeyedNewcomer(IRatingModel model, bool isUser, KnownRatings known)
    {
        if (model is IKeyedModel { Keys: { } keys } keyed)
        {
            _others = isUser ? keys.Items : keys.Users;
            (model, known) = (keyed.ByIndex, known.At(_others));
        }

        _newcomer = Newcomer.Create(model, isUser, known);
    }

    public float Score(int other) => _newcomer.Score(KeyMap.IndexOf(_others, other));
}
