namespace AutoRec;

/// <summary>The score of a row or column that had no ratings in training.</summary>
public enum ColdStart
{
    /// <summary>
    /// The mean rating of the side that is known, with the mean of all ratings counted as one more, (Σr + μ)/(n + 1); where neither is known, μ.
    /// A model of format 1 gives the plain mean.
    /// </summary>
    Mean = 0,

    /// <summary>NaN, as the built-in matrix factorization has it. ML.NET's evaluators leave such rows out without saying so.</summary>
    NaN = 1,
}
