using AutoRec;
using AutoRec.Interop;

namespace Microsoft.ML;

/// <summary>Adds <c>PivotRatings</c> to <c>mlContext.Transforms</c>.</summary>
public static class RatingPivotCatalog
{
    /// <summary>
    /// Turns rows of (user key, item key, rating) into one row an item, with its ratings as a sparse vector over the users; with the
    /// two key columns swapped, into one row a user.
    /// </summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The vector column to make.</param>
    /// <param name="matrixColumnIndexColumnName">The key column whose values become the slots (users).</param>
    /// <param name="matrixRowIndexColumnName">The key column of which each value becomes a row (items).</param>
    /// <param name="valueColumnName">The ratings, Single.</param>
    public static RatingPivotEstimator PivotRatings(
        this TransformsCatalog catalog,
        string outputColumnName,
        string matrixColumnIndexColumnName,
        string matrixRowIndexColumnName,
        string valueColumnName = "Label")
    {
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(matrixColumnIndexColumnName);
        ArgumentException.ThrowIfNullOrEmpty(matrixRowIndexColumnName);
        ArgumentException.ThrowIfNullOrEmpty(valueColumnName);
        return new RatingPivotEstimator(
            MLNetBorder.GetEnvironment(catalog),
            new PivotColumns(outputColumnName, matrixColumnIndexColumnName, matrixRowIndexColumnName, valueColumnName));
    }
}
