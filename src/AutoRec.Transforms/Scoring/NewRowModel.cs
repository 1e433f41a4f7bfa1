using AutoRec.FoldIn;
using AutoRec.Model;

namespace AutoRec.Scoring;

/// <summary>A single model, or a blend of models of one variant, that scores new rows of its encoded side.</summary>
internal sealed class NewRowModel
{
    private readonly bool _isUser;

    /// <summary>Takes a model that was trained on keys. 0 is a rating if it lies in the range of the training ratings.</summary>
    /// <exception cref="NotSupportedException">The model has no encoder, or its members encode different sides.</exception>
    public NewRowModel(IRatingModel model)
        : this(model, zeroIsRating: model.LabelRange is { Minimum: <= 0, Maximum: >= 0 })
    {
    }

    /// <exception cref="NotSupportedException">The model has no encoder, or its members encode different sides.</exception>
    public NewRowModel(IRatingModel model, bool zeroIsRating)
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

        (Model, ZeroIsRating, _isUser) = (model, zeroIsRating, variants[0] == AutoRecVariant.UserBased);
        ColumnCount = _isUser ? model.ItemCount : model.UserCount;
    }

    public IRatingModel Model { get; }

    /// <summary>C: the items of a user-based model, the users of an item-based one.</summary>
    public int ColumnCount { get; }

    /// <summary>The columns with training ratings; null if all have an index. Only their ratings count, as in all fold-in.</summary>
    public KeyMap? ColumnKeys
    {
        get
        {
            var keys = ((IKeyedModel)Model).Keys;
            var columns = _isUser ? keys?.Items : keys?.Users;
            return columns is { IsIdentity: false } ? columns : null;
        }
    }

    /// <summary>Whether 0 is a rating. Otherwise it stands for no rating.</summary>
    public bool ZeroIsRating { get; }

    /// <summary>Folds in a row with the given ratings.</summary>
    public KeyedNewcomer FoldIn(ReadOnlySpan<int> columns, ReadOnlySpan<float> ratings) =>
        new(Model, _isUser, KnownRatings.OfSeen(Model, _isUser, columns, ratings));

    /// <summary>Predicts all ratings of a row from its known ratings.</summary>
    public void Score(ReadOnlySpan<int> columns, ReadOnlySpan<float> ratings, Span<float> scores)
    {
        var row = FoldIn(columns, ratings);
        for (var column = 0; column < scores.Length; column++)
            scores[column] = row.Score(column);
    }
}
