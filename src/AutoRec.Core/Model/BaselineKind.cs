namespace AutoRec;

/// <summary>The prediction that is subtracted from the ratings before the network learns them, and added to its output.</summary>
public enum BaselineKind
{
    /// <summary>Nothing: the network learns the ratings themselves, as in the paper.</summary>
    None = 0,

    /// <summary>The mean of all ratings.</summary>
    GlobalMean = 1,

    /// <summary>The mean of all ratings plus a bias for each item and each user.</summary>
    Biases = 2,
}
