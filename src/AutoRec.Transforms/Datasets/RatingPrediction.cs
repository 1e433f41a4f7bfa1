namespace AutoRec;

/// <summary>The predicted rating of an item by a user: the output type for prediction engines.</summary>
public sealed class RatingPrediction
{
    /// <summary>The predicted rating, on the scale of the training ratings.</summary>
    public float Score { get; set; }
}
