using AutoRec;
using AutoRec.Interop;

namespace Microsoft.ML;

/// <summary>
/// Adds <c>AutoRec</c>, <c>AutoRecBlend</c> and <c>AutoRecMatrix</c> to <c>mlContext.Recommendation().Trainers</c> and <c>mlContext.Regression.Trainers</c>.
/// </summary>
/// <remarks>
/// ML.NET's catalogs of trainers have one base, so that these methods also show under classification and the others. They predict
/// numbers: use the two catalogs above.
/// </remarks>
public static class AutoRecCatalog
{
    /// <summary>Predicts the missing ratings of a matrix with an autoencoder, by the default recipe.</summary>
    /// <param name="trainers"><c>mlContext.Recommendation().Trainers</c> or <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="labelColumnName">The ratings, Single.</param>
    /// <param name="matrixColumnIndexColumnName">The key column of the matrix's columns, the users.</param>
    /// <param name="matrixRowIndexColumnName">The key column of the matrix's rows, the items.</param>
    public static AutoRecTrainer AutoRec(
        this TrainCatalogBase.CatalogInstantiatorBase trainers,
        string labelColumnName,
        string matrixColumnIndexColumnName,
        string matrixRowIndexColumnName) => trainers.AutoRec(new AutoRecTrainer.Options
        {
            LabelColumnName = labelColumnName,
            MatrixColumnIndexColumnName = matrixColumnIndexColumnName,
            MatrixRowIndexColumnName = matrixRowIndexColumnName,
        });

    /// <summary>Predicts the missing ratings of a matrix with an autoencoder.</summary>
    /// <param name="trainers"><c>mlContext.Recommendation().Trainers</c> or <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="options">All options; they are copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static AutoRecTrainer AutoRec(this TrainCatalogBase.CatalogInstantiatorBase trainers, AutoRecTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(MLNetBorder.GetEnvironment(trainers), options);
    }

    /// <summary>Predicts the missing ratings of a matrix with five different autoencoders at once: more accurate than one, at a multiple of its cost.</summary>
    /// <param name="trainers"><c>mlContext.Recommendation().Trainers</c> or <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="labelColumnName">The ratings, Single.</param>
    /// <param name="matrixColumnIndexColumnName">The key column of the matrix's columns, the users.</param>
    /// <param name="matrixRowIndexColumnName">The key column of the matrix's rows, the items.</param>
    public static AutoRecBlendTrainer AutoRecBlend(
        this TrainCatalogBase.CatalogInstantiatorBase trainers,
        string labelColumnName,
        string matrixColumnIndexColumnName,
        string matrixRowIndexColumnName) => trainers.AutoRecBlend(new AutoRecBlendTrainer.Options
        {
            LabelColumnName = labelColumnName,
            MatrixColumnIndexColumnName = matrixColumnIndexColumnName,
            MatrixRowIndexColumnName = matrixRowIndexColumnName,
        });

    /// <summary>Predicts the missing ratings of a matrix with several autoencoders at once.</summary>
    /// <param name="trainers"><c>mlContext.Recommendation().Trainers</c> or <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="options">All options; they are copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option, or one of a member, is out of its range.</exception>
    public static AutoRecBlendTrainer AutoRecBlend(this TrainCatalogBase.CatalogInstantiatorBase trainers, AutoRecBlendTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(MLNetBorder.GetEnvironment(trainers), options);
    }

    /// <summary>Reconstructs rows of a pivoted rating matrix with an autoencoder, by the default recipe.</summary>
    /// <param name="trainers"><c>mlContext.Recommendation().Trainers</c> or <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="ratingsColumnName">The vectors of known ratings, as <c>PivotRatings</c> makes them.</param>
    public static AutoRecMatrixTrainer AutoRecMatrix(this TrainCatalogBase.CatalogInstantiatorBase trainers, string ratingsColumnName) =>
        trainers.AutoRecMatrix(new AutoRecMatrixTrainer.Options { RatingsColumnName = ratingsColumnName });

    /// <summary>Reconstructs rows of a pivoted rating matrix with an autoencoder.</summary>
    /// <param name="trainers"><c>mlContext.Recommendation().Trainers</c> or <c>mlContext.Regression.Trainers</c>.</param>
    /// <param name="options">All options; they are copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static AutoRecMatrixTrainer AutoRecMatrix(this TrainCatalogBase.CatalogInstantiatorBase trainers, AutoRecMatrixTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(MLNetBorder.GetEnvironment(trainers), options);
    }
}
