namespace AutoRec;

/// <summary>Properties of the optimizers.</summary>
internal static class AutoRecOptimizers
{
    /// <summary>Whether it is one of the two forms of Adam, as by default. They need the same learning rates.</summary>
    public static bool IsAdam(this AutoRecOptimizer? optimizer) => optimizer is null or AutoRecOptimizer.RowAdam or AutoRecOptimizer.Adam;
}
