using AutoRec.Model;

namespace AutoRec.FoldIn;

/// <summary>The score of an item and a user, of whom any may have features instead of training ratings.</summary>
internal static class FeatureScore
{
    /// <summary>Whether the model was trained with features.</summary>
    public static bool HasFeatures(IRatingModel model) => model switch
    {
        AutoRecModelParameters one => one.Features is not null,
        AutoRecBlendModelParameters blend => blend.Members.Any(member => member.Features is not null),
        _ => false,
    };

    /// <summary>The number of slots of the items' and of the users' features in training; null without features.</summary>
    public static (int? Items, int? Users) SlotCounts(IRatingModel model)
    {
        var one = model as AutoRecModelParameters ?? (model as AutoRecBlendModelParameters)?.Members[0];
        var (rows, columns) = (one?.Features?.Rows?.Scaling.SlotCount, one?.Features?.Columns?.Scaling.SlotCount);
        return one?.Variant == AutoRecVariant.UserBased ? (columns, rows) : (rows, columns);
    }

    /// <summary>The score. Features count only for an item or a user without training ratings.</summary>
    /// <param name="model">The model, by key or by index.</param>
    /// <param name="item">The key or index of the item, as the model takes it.</param>
    /// <param name="user">The key or index of the user, as the model takes it.</param>
    /// <param name="itemFeatures">The features of the item; null if they are unknown.</param>
    /// <param name="userFeatures">The features of the user; null if they are unknown.</param>
    public static float Of(IRatingModel model, int item, int user, FeatureVector? itemFeatures, FeatureVector? userFeatures)
    {
        if (model is IKeyedModel { Keys: { } keys } keyed)
            (model, item, user) = (keyed.ByIndex, keys.Items.IndexOf(item), keys.Users.IndexOf(user));
        var (hasItem, hasUser) = (model.HasItem(item), model.HasUser(user));
        var isKnown = (hasItem || itemFeatures is not null) && (hasUser || userFeatures is not null);
        if ((hasItem && hasUser) || (itemFeatures is null && userFeatures is null))
            return model.Score(item, user);
        if (model is not AutoRecBlendModelParameters blend)
            return OfMember((AutoRecModelParameters)model);
        if (!isKnown)
            return OfMember(blend.Members[blend.ColdMember]);
        return blend.Clip(blend.Combine([.. blend.Members.Select(OfMember)]));

        float OfMember(AutoRecModelParameters one) => one.Variant == AutoRecVariant.ItemBased
            ? Of(one, hasItem ? item : null, hasUser ? user : null, itemFeatures, userFeatures)
            : Of(one, hasUser ? user : null, hasItem ? item : null, userFeatures, itemFeatures);
    }

    private static float Of(
        AutoRecModelParameters model, int? row, int? column, FeatureVector? rowFeatures, FeatureVector? columnFeatures)
    {
        var encoded = row is { } known ? model.Row(known)
            : rowFeatures is not null ? new NewRow(model, None(rowFeatures)).Encoded
            : EncodedRow.Empty;
        if (column is { } index)
            return model.Score(encoded, index);
        return columnFeatures is null
            ? model.Clip(model.ColdScore(encoded.Mean, float.NaN))
            : new NewColumn(model, None(columnFeatures), model.Row).Score(encoded);
    }

    private static KnownRatings None(FeatureVector features) => KnownRatings.Of([], []).With(features);
}
