using AutoRec.FoldIn;

namespace AutoRec.Scoring;

/// <summary>A single model, or a blend of models of one variant, that scores new rows of its encoded side.</summary>
internal sealed class NewRowModel
{
    private readonly bool _isUser;

    /// <exception cref="NotSupportedException">The model has no encoder, or its members encode different sides.</exception>
    public NewRowModel(IRatingModel model)
    {
        AutoRecVariant[] variants = model switch
        {
            AutoRecModelParameters one => [one.Variant],
            AutoRecBlendModelParameters blend => [.. blend.Members.Select(member => member.Variant).Distinct()],
            _ => [],
        };
        if (variants.Length != 1)
        {
            throw new NotSupportedException(
                (variants.Length == 0
                    ? $"A model of type {model.GetType().Name} has no network that encodes ratings"
                    : "The blend encodes items in one member and users in another")
                + "; expected networks that encode the same side. Train AutoRec, or AutoRecBlend with members of one variant.");
        }

        (Model, _isUser) = (model, variants[0] == AutoRecVariant.UserBased);
        ColumnCount = _isUser ? model.ItemCount : model.UserCount;
        ZeroIsRating = model.LabelRange is { Minimum: <= 0, Maximum: >= 0 };
    }

    public IRatingModel Model { get; }

    /// <summary>C: the items of a user-based model, the users of an item-based one.</summary>
    public int ColumnCount { get; }

    /// <summary>Whether 0 lies in the range of the training ratings. Otherwise it stands for no rating.</summary>
    public bool ZeroIsRating { get; }

    /// <summary>Whether a column has training ratings. Only ratings of such columns count, as in all fold-in.</summary>
    public bool[] IsSeen => [.. Enumerable.Range(0, ColumnCount).Select(column => _isUser ? Model.HasItem(column) : Model.HasUser(column))];

    /// <summary>Predicts all ratings of a row from its known ratings, as fold-in does.</summary>
    public void Score(ReadOnlySpan<int> columns, ReadOnlySpan<float> ratings, Span<float> scores)
    {
        var row = Newcomer.Create(Model, _isUser, KnownRatings.OfSeen(Model, _isUser, columns, ratings));
        for (var column = 0; column < scores.Length; column++)
            scores[column] = row.Score(column);
    }
}
