using AutoRec;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Adds <c>Recommendation()</c> to <c>mlContext</c> where Microsoft.ML.Recommender does not.</summary>
public static class RatingPredictionCatalogExtensions
{
    /// <summary>Rating prediction: trainers, evaluation, cross-validation.</summary>
    /// <remarks>
    /// Microsoft.ML.Recommender's method of this name takes an <see cref="MLContext"/>, which is more specific, so that the
    /// compiler takes that one wherever both packages are referenced.
    /// </remarks>
    /// <param name="environment">The <see cref="MLContext"/>.</param>
    public static RatingPredictionCatalog Recommendation(this IHostEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return new RatingPredictionCatalog(environment);
    }
}
