using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace AutoRec.Examples;

/// <summary>Creates the ML.NET pipelines of the examples.</summary>
internal static class Pipeline
{
    /// <summary>The key column of the users, the matrix's columns.</summary>
    public const string User = "user";

    /// <summary>The key column of the items, the matrix's rows.</summary>
    public const string Item = "item";

    /// <summary>Creates the key mapping and AutoRec. The fitted pipeline appends a Score to rows of UserId and ItemId.</summary>
    public static EstimatorChain<AutoRecPredictionTransformer<AutoRecModelParameters>> Create(
        MLContext mlContext, AutoRecTrainer.Options options) => CreateKeys(mlContext).Append(CreateTrainer(mlContext, options));

    /// <summary>Creates the key mapping: UserId to user, and ItemId to item.</summary>
    public static EstimatorChain<ValueToKeyMappingTransformer> CreateKeys(MLContext mlContext) =>
        mlContext.Transforms.Conversion.MapValueToKey(User, nameof(MovieLensRating.UserId))
            .Append(mlContext.Transforms.Conversion.MapValueToKey(Item, nameof(MovieLensRating.ItemId)));

    /// <summary>Creates a blend on the key columns. It sets the column names of <paramref name="options"/>.</summary>
    public static AutoRecBlendTrainer CreateTrainer(MLContext mlContext, AutoRecBlendTrainer.Options options)
    {
        options.LabelColumnName = nameof(MovieLensRating.Label);
        options.MatrixColumnIndexColumnName = User;
        options.MatrixRowIndexColumnName = Item;
        return mlContext.Recommendation().Trainers.AutoRecBlend(options);
    }

    /// <summary>Creates an AutoRec on the key columns. It sets the column names of <paramref name="options"/>.</summary>
    public static AutoRecTrainer CreateTrainer(MLContext mlContext, AutoRecTrainer.Options options)
    {
        options.LabelColumnName = nameof(MovieLensRating.Label);
        options.MatrixColumnIndexColumnName = User;
        options.MatrixRowIndexColumnName = Item;
        return mlContext.Recommendation().Trainers.AutoRec(options);
    }
}
