using AutoRec;
using AutoRec.Weighting;

namespace Microsoft.ML;

/// <summary>Adds weights by time to <c>mlContext.Transforms</c>.</summary>
public static class RecencyWeightCatalog
{
    /// <summary>Appends a weight that halves with every half-life of a rating's age.</summary>
    /// <remarks>
    /// Only training needs the weights. So transform the training ratings before the pipeline; the trained pipeline then scores rows
    /// without a time.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="outputColumnName">The name of the column of weights, Single, for <c>ExampleWeightColumnName</c>.</param>
    /// <param name="timeColumnName">The column of times: numbers in seconds, or dates.</param>
    /// <param name="halfLife">The age of a rating that counts half as much as the latest one; greater than 0.</param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The half-life is not greater than 0.</exception>
    /// <example>
    /// <code>
    /// var recency = mlContext.Transforms.RecencyWeight("Weight", "Timestamp", halfLife: TimeSpan.FromDays(180));
    /// var weighted = recency.Fit(train).Transform(train);
    /// Console.WriteLine(weighted.GetColumn&lt;float&gt;("Weight").All(weight => weight is > 0 and &lt;= 1));
    /// // Expected output:
    /// // True
    /// </code>
    /// </example>
    public static RecencyWeightEstimator RecencyWeight(
        this TransformsCatalog catalog, string outputColumnName, string timeColumnName, TimeSpan halfLife)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentException.ThrowIfNullOrEmpty(timeColumnName);
        if (halfLife <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(halfLife), halfLife, "The half-life must be greater than 0, for example TimeSpan.FromDays(365).");
        }

        return new RecencyWeightEstimator(new RecencyWeighting(outputColumnName, timeColumnName, halfLife));
    }
}
