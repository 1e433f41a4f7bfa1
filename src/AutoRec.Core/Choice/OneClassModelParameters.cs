using AutoRec.Choice;
using AutoRec.Model;

namespace AutoRec;

/// <summary>
/// A trained one-class factorization, for clicks, purchases or counts: the code of each user and the factors of each item. Immutable and
/// safe for any number of threads.
/// </summary>
/// <remarks>It predicts choices, so the members of <see cref="IRatingModel"/> that describe ratings here describe choices.</remarks>
public sealed class OneClassModelParameters : IKeyedModel
{
    private readonly float[] _codes;
    private MatrixKeys? _keys;
    private OneClassModelParameters? _byIndex; // Null if this model is.

    /// <param name="choice">The factors of the items.</param>
    /// <param name="codes">The code of each user, users × K; NaN for users without choices.</param>
    internal OneClassModelParameters(ChoiceModel choice, float[] codes)
    {
        (Choice, _codes) = (choice, codes);
        var chosen = choice.Counts.Sum(count => (long)count);
        GlobalMean = (float)(chosen / ((double)choice.UserCount * choice.Counts.Count(count => count > 0)));
    }

    /// <inheritdoc/>
    public int ItemCount => _keys?.Items.Count ?? Choice.Counts.Length;

    /// <inheritdoc/>
    public int UserCount => _keys?.Users.Count ?? _codes.Length / Choice.FactorCount;

    /// <summary>From 0, not chosen, to 1, chosen; whatever the training labels. Scores may lie a little outside.</summary>
    public RatingScale LabelRange => new(0, 1);

    /// <summary>The share of chosen pairs among all pairs of a user and an item with choices.</summary>
    public float GlobalMean { get; }

    /// <summary>
    /// Always <see cref="ColdStart.Mean"/>: a user without choices gets the share of users who chose the item, and an item without choices
    /// gets 0.
    /// </summary>
    public ColdStart ColdStart => ColdStart.Mean;

    /// <summary>Always false: clipped scores would be equal at the top of a list.</summary>
    public bool ClipToLabelRange => false;

    internal ChoiceModel Choice { get; }

    /// <summary>The codes of all users, users × K; NaN for users without choices.</summary>
    internal ReadOnlySpan<float> Codes => _codes;

    /// <summary>Whether somebody chose the item in training; false for a key outside the model.</summary>
    /// <param name="item">The key of the item, from 0.</param>
    public bool HasItem(int item) => IsChosen(ItemIndex(item));

    /// <summary>Whether the user chose an item in training; false for a key outside the model.</summary>
    /// <param name="user">The key of the user, from 0.</param>
    public bool HasUser(int user) => HasCode(UserIndex(user));

    /// <summary>How likely the user chooses the item: the product of the user's code and the item's factors, about 0 to 1.</summary>
    /// <remarks>The score orders items. It is no rating and no calibrated probability.</remarks>
    /// <param name="item">The key of the item, from 0.</param>
    /// <param name="user">The key of the user, from 0.</param>
    public float Score(int item, int user)
    {
        (item, user) = (ItemIndex(item), UserIndex(user));
        return !IsChosen(item) ? 0
            : HasCode(user) ? Choice.Score(CodeOf(user), item)
            : Choice.Popularity(item);
    }

    /// <inheritdoc/>
    MatrixKeys? IKeyedModel.Keys => _keys;

    /// <inheritdoc/>
    IKeyedModel IKeyedModel.ByIndex => _byIndex ?? this;

    /// <inheritdoc/>
    IKeyedModel IKeyedModel.WithKeys(MatrixKeys keys)
    {
        var copy = (OneClassModelParameters)MemberwiseClone();
        (copy._keys, copy._byIndex) = (keys, _byIndex ?? this);
        return copy;
    }

    /// <summary>The pairs that are choices: those with a label above 0.</summary>
    internal static RatingMatrix ChoicesOf(RatingMatrix labels)
    {
        if (TensorPrimitives.Min(labels.Values) > 0)
            return labels;
        return labels.Where(i => labels.Values[i] > 0);
    }

    /// <summary>The code of a user of the model, K values.</summary>
    internal ReadOnlySpan<float> CodeOf(int user) => _codes.AsSpan(user * Choice.FactorCount, Choice.FactorCount);

    private int ItemIndex(int item) => KeyMap.IndexOf(_keys?.Items, item);

    private int UserIndex(int user) => KeyMap.IndexOf(_keys?.Users, user);

    private bool IsChosen(int item) => (uint)item < (uint)Choice.Counts.Length && Choice.Counts[item] > 0;

    private bool HasCode(int user) => (uint)user < (uint)(_codes.Length / Choice.FactorCount) && !float.IsNaN(CodeOf(user)[0]);
}
