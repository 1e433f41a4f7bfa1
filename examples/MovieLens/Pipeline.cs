using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples.MovieLens;

/// <summary>What this example does with ML.NET to get a model; all the rest of it reads options, measures and prints.</summary>
internal static class Pipeline
{
    /// <summary>
    /// Ids become keys, and AutoRec learns the rating of each pair of keys. Fitted, it appends a Score to rows of UserId and ItemId.
    /// </summary>
    public static EstimatorChain<AutoRecPredictionTransformer> Create(MLContext mlContext, AutoRecTrainer.Options options)
    {
        options.LabelColumnName = nameof(MovieLensRating.Label);
        options.MatrixColumnIndexColumnName = "user";
        options.MatrixRowIndexColumnName = "item";

        return mlContext.Transforms.Conversion.MapValueToKey("user", nameof(MovieLensRating.UserId))
            .Append(mlContext.Transforms.Conversion.MapValueToKey("item", nameof(MovieLensRating.ItemId)))
            .Append(mlContext.Recommendation().Trainers.AutoRec(options));
    }
}
