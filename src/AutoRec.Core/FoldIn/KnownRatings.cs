namespace AutoRec.FoldIn;

/// <summary>The ratings of a newcomer: positions on the other side of the matrix, ascending and distinct, and a rating for each.</summary>
/// <remarks>Ratings of positions that the model has not seen are left out: they carry no information.</remarks>
internal sealed class KnownRatings
{
    private KnownRatings(int[] positions, float[] ratings) => (Positions, Ratings) = (positions, ratings);

    public int[] Positions { get; }
    public float[] Ratings { get; }
    public int Count => Positions.Length;

    /// <summary>Takes training ratings, ascending and distinct.</summary>
    public static KnownRatings Of(ReadOnlySpan<int> positions, ReadOnlySpan<float> ratings) => new(positions.ToArray(), ratings.ToArray());

    /// <summary>Sorts and checks ratings that a caller gives.</summary>
    /// <param name="model">The model of the ratings.</param>
    /// <param name="isUser">Whether the newcomer is a user, so that the positions are items.</param>
    /// <param name="given">The ratings, in any order.</param>
    /// <exception cref="ArgumentException">A position is outside the model or repeated, or a rating is not usable.</exception>
    public static KnownRatings Check(IRatingModel model, bool isUser, IEnumerable<(int Position, float Rating)> given)
    {
        ArgumentNullException.ThrowIfNull(given);
        var (name, count) = isUser ? ("item", model.ItemCount) : ("user", model.UserCount);
        var sorted = given.OrderBy(rating => rating.Position).ToList();
        for (var i = 0; i < sorted.Count; i++)
        {
            var (position, rating) = sorted[i];
            if ((uint)position >= (uint)count)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(given), $"The {name} index {position} is outside the model; expected 0 to {count - 1}.");
            }

            if (i > 0 && sorted[i - 1].Position == position)
                throw new ArgumentException($"The {name} {position} is given twice; expected one rating of each {name}.", nameof(given));
            CheckRating(model, rating, $"{name} {position}");
        }

        return Seen(model, isUser, sorted);
    }

    /// <summary>Takes ratings that are known to be ascending, distinct and finite. Positions without training ratings are left out.</summary>
    public static KnownRatings Seen(IRatingModel model, bool isUser, IEnumerable<(int Position, float Rating)> ratings)
    {
        var seen = ratings.Where(rating => isUser ? model.HasItem(rating.Position) : model.HasUser(rating.Position)).ToList();
        return new([.. seen.Select(rating => rating.Position)], [.. seen.Select(rating => rating.Rating)]);
    }

    /// <summary>Refuses a rating that the model cannot use: of a one-class model, one that is no choice.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rating is refused.</exception>
    public static void CheckRating(IRatingModel model, float rating, string name)
    {
        if (model is not OneClassModelParameters)
        {
            CheckRating(model.LabelRange, rating, name);
        }
        else if (!(rating > 0 && float.IsFinite(rating)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(rating),
                FormattableString.Invariant($"The label of {name} is {rating}; expected more than 0, such as 1 for a click, or a count. ")
                + "Leave out what the person did not choose.");
        }
    }

    /// <summary>Refuses a rating that is not finite, or further outside the training ratings than their range is wide.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rating is refused.</exception>
    public static void CheckRating(RatingScale range, float rating, string name)
    {
        var slack = range.Maximum - range.Minimum;
        var isFar = slack > 0 && (rating < range.Minimum - slack || rating > range.Maximum + slack);
        if (!float.IsFinite(rating) || isFar)
        {
            throw new ArgumentOutOfRangeException(
                nameof(rating),
                FormattableString.Invariant($"The rating of {name} is {rating}; the training ratings range from {range.Minimum} to ")
                + FormattableString.Invariant($"{range.Maximum}. Use the scale of the training ratings."));
        }
    }
}
