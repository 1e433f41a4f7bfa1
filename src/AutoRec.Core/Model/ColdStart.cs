namespace AutoRec;

/// <summary>The score of items and users without training ratings.</summary>
public enum ColdStart
{
    /// <summary>
    /// The damped mean rating of the known side, (Σr + μ)/(n + 1), with μ the mean of all ratings; μ if neither side is known. Models of
    /// format 1 use the plain mean.
    /// </summary>
    Mean = 0,

    /// <summary>
    /// NaN, as in ML.NET's matrix factorization. Evaluators skip these rows: ML.NET's silently, those of AutoRec with a warning.
    /// </summary>
    NaN = 1,
}
