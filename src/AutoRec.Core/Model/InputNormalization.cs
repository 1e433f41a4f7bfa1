namespace AutoRec;

/// <summary>What a row's ratings are multiplied by before they enter the network.</summary>
public enum InputNormalization
{
    /// <summary>1: the ratings themselves, as in the paper.</summary>
    None = 0,

    /// <summary>√(n̄/n), with n the row's number of ratings and n̄ the mean of that number.</summary>
    RatingCount = 1,
}
