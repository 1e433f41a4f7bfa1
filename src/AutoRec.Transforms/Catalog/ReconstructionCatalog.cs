using AutoRec.Ratings;
using AutoRec.Scoring;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Adds <c>EvaluateReconstruction</c> to <c>mlContext.Regression</c>.</summary>
public static class ReconstructionCatalog
{
    /// <summary>
    /// Compares reconstructed rows with single ratings that were held out of them. The figures are those that the same network scored
    /// row by row would have: with the same clipping, and the same policy for rows and columns without ratings.
    /// </summary>
    /// <param name="catalog"><c>mlContext.Regression</c>.</param>
    /// <param name="reconstructed">Pivoted rows transformed by a network that <c>AutoRecMatrix</c> trained.</param>
    /// <param name="heldOut">Ratings with the same two key columns as the pivot had, mapped by the same key mapping.</param>
    /// <param name="labelColumnName">The held-out ratings, Single.</param>
    /// <param name="matrixColumnIndexColumnName">The key column of the slots (users); not given: the one that was pivoted.</param>
    /// <param name="matrixRowIndexColumnName">The key column of the rows (items); not given: the one that was pivoted.</param>
    /// <param name="scoreColumnName">The reconstructed vectors.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="reconstructed"/> did not come from <c>AutoRecMatrix</c>, or a name is not given and it does not tell what was pivoted.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, of another type, or has another number of keys.</exception>
    public static RegressionMetrics EvaluateReconstruction(
        this RegressionCatalog catalog,
        IDataView reconstructed,
        IDataView heldOut,
        string labelColumnName = "Label",
        string? matrixColumnIndexColumnName = null,
        string? matrixRowIndexColumnName = null,
        string scoreColumnName = "Score")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(reconstructed);
        ArgumentNullException.ThrowIfNull(heldOut);

        var (score, columnCount) = Columns.FindVector(reconstructed.Schema, scoreColumnName, "score");
        if (score.Annotations.Schema.GetColumnOrNull(RatingVectorAnnotations.EmptyRow) is null)
        {
            throw new ArgumentException(
                $"The column '{scoreColumnName}' was not reconstructed by a network that AutoRecMatrix trained: it does not tell what rows without ratings are given. Transform the pivoted rows with that network.",
                nameof(reconstructed));
        }

        matrixRowIndexColumnName ??= NameOf(score, RatingVectorAnnotations.RowKey, nameof(matrixRowIndexColumnName));
        matrixColumnIndexColumnName ??= NameOf(score, RatingVectorAnnotations.ColumnKey, nameof(matrixColumnIndexColumnName));
        var (row, rowCount) = KeyColumn.Find(reconstructed.Schema, matrixRowIndexColumnName, "matrix row index");

        var ratings = new ReconstructionScores(
            heldOut,
            KeyColumn.Find(heldOut.Schema, matrixRowIndexColumnName, "held-out matrix row index", rowCount),
            KeyColumn.Find(heldOut.Schema, matrixColumnIndexColumnName, "held-out matrix column index", columnCount),
            Columns.FindSingle(heldOut.Schema, labelColumnName, "held-out label"));
        var scored = ratings.ScoreFrom(reconstructed, row, score);
        return catalog.Evaluate(new MLContext().Data.LoadFromEnumerable(scored));
    }

    private static string NameOf(DataViewSchema.Column score, string annotation, string parameter) =>
        RatingVectorAnnotations.GetText(score, annotation) ?? throw new ArgumentException(
            $"The column '{score.Name}' does not tell which key columns it was pivoted from: it did not come from PivotRatings and AutoRecMatrix. Give {parameter}.",
            parameter);
}
