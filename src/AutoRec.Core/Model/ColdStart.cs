namespace AutoRec;

/// <summary>The score of items and users without training ratings.</summary>
public enum ColdStart
{
    /// <summary>
    /// The damped mean rating of the known side, (Σr + Dμ)/(n + D), with μ the mean of all ratings; μ if neither side is known. Training
    /// chooses D from 1 to 12, by how well such means predict the training ratings (docs/algorithm.md).
    /// </summary>
    Mean = 0,

    /// <summary>
    /// NaN, as in ML.NET's matrix factorization. Evaluators skip these rows: ML.NET's silently, those of AutoRec with a warning.
    /// </summary>
    NaN = 1,
}
