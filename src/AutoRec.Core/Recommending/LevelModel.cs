namespace AutoRec.Recommending;

/// <summary>The regression of the rating levels, and the ratings of all users and items that it reads.</summary>
/// <param name="Regression">The regression.</param>
/// <param name="UserCounts">The number of training ratings at each level for each user, users × L.</param>
/// <param name="ItemCounts">The same for each item, items × L.</param>
/// <param name="ColumnName">The column that a transformer writes the probabilities to; null for none.</param>
internal sealed record LevelModel(LevelRegression Regression, int[] UserCounts, int[] ItemCounts, string? ColumnName = null)
{
    private static readonly int[] NoRatings = new int[RatingLevels.Most];

    public RatingLevels Levels => Regression.Levels;

    /// <summary>The ratings of a user at each level; none of a user outside the model.</summary>
    public ReadOnlySpan<int> OfUser(int user) => Of(UserCounts, user);

    /// <summary>The ratings of an item at each level; none of an item outside the model.</summary>
    public ReadOnlySpan<int> OfItem(int item) => Of(ItemCounts, item);

    /// <summary>The distribution of the rating of an item.</summary>
    /// <param name="score">The score, in label units.</param>
    /// <param name="userCounts">The user's ratings at each level.</param>
    /// <param name="item">The index of the item.</param>
    public RatingDistribution Predict(float score, ReadOnlySpan<int> userCounts, int item) =>
        new(Levels.Values, Regression.Probabilities(score, userCounts, OfItem(item)));

    /// <summary>The probability of each level for a user and an item of the model.</summary>
    public double[] Probabilities(float score, int user, int item) => Regression.Probabilities(score, OfUser(user), OfItem(item));

    private ReadOnlySpan<int> Of(int[] counts, int index) => (uint)index < (uint)(counts.Length / Levels.Count)
        ? counts.AsSpan(index * Levels.Count, Levels.Count)
        : NoRatings.AsSpan(0, Levels.Count);
}
