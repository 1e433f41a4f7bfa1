namespace AutoRec;

/// <summary>What a rating model says of a user and an item: the output type for prediction engines.</summary>
public sealed class RatingPrediction
{
    /// <summary>The predicted rating, on the scale of the ratings that the model was trained on.</summary>
    public float Score { get; set; }
}
