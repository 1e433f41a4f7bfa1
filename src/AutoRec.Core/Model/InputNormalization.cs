namespace AutoRec;

/// <summary>The factor on a row's ratings before they enter the network.</summary>
public enum InputNormalization
{
    /// <summary>1, as in the paper.</summary>
    None = 0,

    /// <summary>√(60/n), with n the row's number of ratings.</summary>
    RatingCount = 1,
}
