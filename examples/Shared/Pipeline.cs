using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace AutoRec.Examples;

/// <summary>What the examples do with ML.NET to get a model; all the rest of them reads options, measures and prints.</summary>
internal static class Pipeline
{
    /// <summary>The key column of the users, the matrix's columns.</summary>
    public const string User = "user";

    /// <summary>The key column of the items, the matrix's rows.</summary>
    public const string Item = "item";

    /// <summary>
    /// Ids become keys, and AutoRec learns the rating of each pair of keys. Fitted, it appends a Score to rows of UserId and ItemId.
    /// </summary>
    public static EstimatorChain<AutoRecPredictionTransformer<AutoRecModelParameters>> Create(MLContext mlContext, AutoRecTrainer.Options options) =>
        CreateKeys(mlContext).Append(CreateTrainer(mlContext, options));

    /// <summary>UserId → user and ItemId → item.</summary>
    public static EstimatorChain<ValueToKeyMappingTransformer> CreateKeys(MLContext mlContext) =>
        mlContext.Transforms.Conversion.MapValueToKey(User, nameof(MovieLensRating.UserId))
            .Append(mlContext.Transforms.Conversion.MapValueToKey(Item, nameof(MovieLensRating.ItemId)));

    /// <summary>The blend on the key columns, with all else as <paramref name="options"/> have it.</summary>
    public static AutoRecBlendTrainer CreateTrainer(MLContext mlContext, AutoRecBlendTrainer.Options options)
    {
        options.LabelColumnName = nameof(MovieLensRating.Label);
        options.MatrixColumnIndexColumnName = User;
        options.MatrixRowIndexColumnName = Item;
        return mlContext.Recommendation().Trainers.AutoRecBlend(options);
    }

    /// <summary>AutoRec on the key columns, with all else as <paramref name="options"/> have it.</summary>
    public static AutoRecTrainer CreateTrainer(MLContext mlContext, AutoRecTrainer.Options options)
    {
        options.LabelColumnName = nameof(MovieLensRating.Label);
        options.MatrixColumnIndexColumnName = User;
        options.MatrixRowIndexColumnName = Item;
        return mlContext.Recommendation().Trainers.AutoRec(options);
    }
}
