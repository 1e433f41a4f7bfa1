namespace AutoRec;

/// <summary>The factor on a row's ratings before they enter the network.</summary>
public enum InputNormalization
{
    /// <summary>1, as in the paper.</summary>
    None = 0,

    /// <summary>√(n̄/n): n is the row's number of ratings, n̄ the mean number of all rows.</summary>
    RatingCount = 1,
}
