namespace AutoRec;

/// <summary>The side that the autoencoder encodes and reconstructs.</summary>
public enum AutoRecVariant
{
    /// <summary>I-AutoRec: the ratings of an item by all users. It is more accurate on most data.</summary>
    ItemBased = 0,

    /// <summary>U-AutoRec: the ratings of a user of all items.</summary>
    UserBased = 1,
}
