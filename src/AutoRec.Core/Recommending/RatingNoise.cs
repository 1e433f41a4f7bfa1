namespace AutoRec.Recommending;

/// <summary>
/// The variance of a rating around its score, in squared label units: σ² + a q + b/(n<sub>u</sub> + 1) + c/(n<sub>i</sub> + 1), with q the
/// uncertainty that the fold-in leaves (0 if the encoder scores), and n the numbers of ratings of the user and the item.
/// </summary>
/// <param name="Variance">σ².</param>
/// <param name="OfFoldIn">a.</param>
/// <param name="OfUser">b.</param>
/// <param name="OfItem">c.</param>
internal sealed record RatingNoise(float Variance, float OfFoldIn, float OfUser, float OfItem)
{
    /// <summary>The noise of a one-class model: NaN, because there are no ratings to fit it on.</summary>
    public static readonly RatingNoise None = new(float.NaN, 0, 0, 0);

    public float Deviation(double foldInVariance, int userCount, int itemCount) => (float)Math.Sqrt(
        Variance + OfFoldIn * foldInVariance + OfUser / (userCount + 1.0) + OfItem / (itemCount + 1.0));
}
