namespace AutoRec.FoldIn;

/// <summary>The ratings of a newcomer: positions on the other side of the matrix, ascending and distinct, and a rating for each.</summary>
/// <remarks>Ratings of positions that the model has not seen are left out: they carry no information.</remarks>
internal sealed class KnownRatings
{
    private KnownRatings(int[] positions, float[] ratings) => (Positions, Ratings) = (positions, ratings);

    public int[] Positions { get; }
    public float[] Ratings { get; }
    public int Count => Positions.Length;

    /// <summary>The newcomer's features, not scaled; null if they are unknown or the model has none.</summary>
    public FeatureVector? Features { get; init; }

    /// <summary>Whether nothing is known: neither ratings nor features.</summary>
    public bool IsEmpty => Count == 0 && Features is null;

    /// <summary>The same ratings with features.</summary>
    public KnownRatings With(FeatureVector? features) => new(Positions, Ratings) { Features = features };

    /// <summary>Takes training ratings, ascending and distinct.</summary>
    public static KnownRatings Of(ReadOnlySpan<int> positions, ReadOnlySpan<float> ratings) => new(positions.ToArray(), ratings.ToArray());

    /// <summary>Takes ratings like those of <see cref="Of"/>, without the positions that the model has not seen.</summary>
    public static KnownRatings OfSeen(IRatingModel model, bool isUser, ReadOnlySpan<int> positions, ReadOnlySpan<float> ratings)
    {
        var (seen, kept) = (new List<int>(positions.Length), new List<float>(positions.Length));
        for (var i = 0; i < positions.Length; i++)
        {
            if (isUser ? model.HasItem(positions[i]) : model.HasUser(positions[i]))
            {
                seen.Add(positions[i]);
                kept.Add(ratings[i]);
            }
        }

        return new([.. seen], [.. kept]);
    }

    /// <summary>The same ratings at the indices of their keys, which are in the order of the keys.</summary>
    public KnownRatings At(KeyMap keys) => new(Array.ConvertAll(Positions, keys.IndexOf), Ratings) { Features = Features };

    /// <summary>Sorts and checks ratings that a caller gives.</summary>
    /// <param name="model">The model of the ratings.</param>
    /// <param name="isUser">Whether the newcomer is a user, so that the positions are items.</param>
    /// <param name="ratings">The ratings, in any order.</param>
    /// <exception cref="ArgumentException">A position is outside the model or repeated, or a rating is not usable.</exception>
    public static KnownRatings Check(IRatingModel model, bool isUser, IEnumerable<(int Position, float Rating)> ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var (name, count) = isUser ? ("item", model.ItemCount) : ("user", model.UserCount);
        var sorted = ratings.OrderBy(rating => rating.Position).ToList();
        for (var i = 0; i < sorted.Count; i++)
        {
            var (position, rating) = sorted[i];
            if ((uint)position >= (uint)count)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(ratings), $"The {name} index {position} is outside the model; expected 0 to {count - 1}.");
            }

            if (i > 0 && sorted[i - 1].Position == position)
                throw new ArgumentException($"The {name} {position} is given twice; expected one rating of each {name}.", nameof(ratings));
            CheckRating(model, rating, $"{name} {position}", nameof(ratings));
        }

        return OfSeen(model, isUser, [.. sorted.Select(rating => rating.Position)], [.. sorted.Select(rating => rating.Rating)]);
    }

    /// <summary>Refuses a rating that the model cannot use: of a one-class model, one that is no choice.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rating is refused.</exception>
    public static void CheckRating(IRatingModel model, float rating, string name, string parameter)
    {
        if (model is not OneClassModelParameters)
        {
            CheckRating(model.LabelRange, rating, name, parameter);
        }
        else if (!(rating > 0 && float.IsFinite(rating)))
        {
            throw new ArgumentOutOfRangeException(
                parameter,
                FormattableString.Invariant($"The label of {name} is {rating}; expected more than 0, such as 1 for a click, or a count. ")
                + "Leave out what the person did not choose.");
        }
    }

    /// <summary>Refuses a rating that is not finite, or further outside the training ratings than their range is wide.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rating is refused.</exception>
    private static void CheckRating(RatingScale range, float rating, string name, string parameter)
    {
        var slack = range.Maximum - range.Minimum;
        var isFar = slack > 0 && (rating < range.Minimum - slack || rating > range.Maximum + slack);
        if (!float.IsFinite(rating) || isFar)
        {
            throw new ArgumentOutOfRangeException(
                parameter,
                FormattableString.Invariant($"The rating of {name} is {rating}; the training ratings range from {range.Minimum} to ")
                + FormattableString.Invariant($"{range.Maximum}. Use the scale of the training ratings."));
        }
    }
}
