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
    /// <remarks>
    /// What comes behind a pivot has a row an item, and no ratings row by row: <c>Regression.Evaluate</c> and <c>Regression.CrossValidate</c>
    /// say that there is no label. Compare with <c>Regression.EvaluateReconstruction</c>, and cross-validate the keyed trainer.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The vector column to make.</param>
    /// <param name="matrixColumnIndexColumnName">The key column whose values become the slots (users).</param>
    /// <param name="matrixRowIndexColumnName">The key column of which each value becomes a row (items).</param>
    /// <param name="valueColumnName">The ratings, Single.</param>
    /// <exception cref="ArgumentException">A name is empty, or two are the same that must not be.</exception>
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
        if (matrixColumnIndexColumnName == matrixRowIndexColumnName)
            throw new ArgumentException($"'{matrixRowIndexColumnName}' is given for the rows and for the columns; expected two different key columns.", nameof(matrixRowIndexColumnName));
        if (outputColumnName == matrixRowIndexColumnName)
            throw new ArgumentException($"The output '{outputColumnName}' has the name of the row key, which it would hide; expected another name.", nameof(outputColumnName));
        return new RatingPivotEstimator(
            MLNetBorder.GetEnvironment(catalog),
            new PivotColumns(outputColumnName, matrixColumnIndexColumnName, matrixRowIndexColumnName, valueColumnName));
    }
}
