namespace AutoRec;

/// <summary>What the autoencoder reconstructs.</summary>
public enum AutoRecVariant
{
    /// <summary>I-AutoRec: a matrix row, an item's ratings by all users. The more accurate one on most data.</summary>
    ItemBased = 0,

    /// <summary>U-AutoRec: a matrix column, a user's ratings of all items. New users are scored without training again.</summary>
    UserBased = 1,
}
