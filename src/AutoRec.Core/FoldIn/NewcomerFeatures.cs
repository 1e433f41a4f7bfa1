namespace AutoRec.FoldIn;

/// <summary>Checks the features that a caller gives.</summary>
internal static class NewcomerFeatures
{
    /// <param name="model">The model.</param>
    /// <param name="isUser">Whether the features are those of a user.</param>
    /// <param name="features">A value for each slot; empty if the features are unknown.</param>
    /// <returns>The features; null if they are unknown.</returns>
    /// <exception cref="ArgumentException">The number of slots is not that of training, or a value is not finite.</exception>
    public static FeatureVector? Check(IRatingModel model, bool isUser, ReadOnlySpan<float> features)
    {
        if (features.IsEmpty)
            return null;
        var (items, users) = FeatureScore.SlotCounts(model);
        var (side, expected) = isUser ? ("users", users) : ("items", items);
        if (expected is null)
        {
            throw new ArgumentException(
                $"There are {features.Length} features, but the model was trained without features of {side}; expected none. Train with "
                + $"{(isUser ? "MatrixColumnFeaturesColumnName" : "MatrixRowFeaturesColumnName")}.",
                nameof(features));
        }

        if (features.Length != expected)
        {
            throw new ArgumentException(
                $"There are {features.Length} features; the model was trained with {expected} features of {side}. Give a value for each "
                + "slot of the training's column, in its order.",
                nameof(features));
        }

        var (slots, values) = (new List<int>(), new List<float>());
        for (var slot = 0; slot < features.Length; slot++)
        {
            if (!float.IsFinite(features[slot]))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"Feature {slot} is {features[slot]}; expected a finite number. ")
                    + "Replace missing values as in training.",
                    nameof(features));
            }

            if (features[slot] == 0)
                continue;
            slots.Add(slot);
            values.Add(features[slot]);
        }

        return new([.. slots], [.. values]);
    }
}
