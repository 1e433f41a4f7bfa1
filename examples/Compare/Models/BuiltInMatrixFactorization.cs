extern alias Recommender;

using AutoRec.Search;
using Microsoft.ML;
using Microsoft.ML.Data;
using Recommender::Microsoft.ML;
using Recommender::Microsoft.ML.Trainers;
using Recommender::Microsoft.ML.Trainers.Recommender;

namespace AutoRec.Examples.Compare;

/// <summary>ML.NET's matrix factorization (LIBMF). No other file knows the package that it comes from.</summary>
internal static class BuiltInMatrixFactorization
{
    private static readonly (string Name, string Title, bool OnlyLists)[] Names =
        [("mf", "ML.NET MF, defaults", false), ("mf-tuned", "ML.NET MF, tuned", false), ("mf-one-class", "ML.NET MF, one class", true)];

    /// <summary>The reason why it cannot be trained in this build, with the remedy; null if it can.</summary>
#if BUILT_IN_MATRIX_FACTORIZATION
    private static string? Obstacle => null;
#else
    private static string? Obstacle => "Microsoft.ML.Recommender is not referenced; add it with -p:BuiltInMatrixFactorization=true";
#endif

    /// <summary>Creates the models with ML.NET's default setting and with a tuned setting, and one of choices instead of ratings.</summary>
    public static ComparedModel[] CreateModels() => Obstacle is null ? CreateTrainable() : [.. Names.Select(CreateObstructed)];

    private static PipelineModel CreateObstructed((string Name, string Title, bool OnlyLists) model) =>
        new(model.Name, model.Title, _ => throw new InvalidOperationException(Obstacle))
        {
            Factorization = FactorizationKind.BuiltIn,
            OnlyLists = model.OnlyLists,
            Obstacle = Obstacle,
        };

    // A method of its own: calling it loads the package.
    private static ComparedModel[] CreateTrainable()
    {
        var space = new SettingSpace<MatrixFactorizationTrainer.Options>(() => new())
            .Vary("rank", (options, rank) => options.ApproximationRank = rank, 64, 128, 256, 512)
            .Vary("λ", (options, lambda) => options.Lambda = lambda, 0.05, 0.08, 0.1)
            .Vary("rate", (options, rate) => options.LearningRate = rate, 0.1, 0.05)
            .Vary("iterations", (options, iterations) => options.NumberOfIterations = iterations, 20, 40);
        return
        [
            new PipelineModel(Names[0].Name, Names[0].Title, task => CreateTrainer(task.MLContext, new()))
            {
                Factorization = FactorizationKind.BuiltIn,
            },
            new TunedModel<MatrixFactorizationTrainer.Options>(
                Names[1].Name, Names[1].Title, space, (task, options) => CreateTrainer(task.MLContext, options))
            {
                Factorization = FactorizationKind.BuiltIn,
            },
            new PipelineModel(Names[2].Name, Names[2].Title, task => CreateOneClassTrainer(task.MLContext))
            {
                Factorization = FactorizationKind.BuiltIn,
                Lists = ListOrder.Choice,
                OnlyLists = true,
            },
        ];
    }

    // Every rating becomes a 1, and every other pair of user and item counts as almost 0.
    private static EstimatorChain<MatrixFactorizationPredictionTransformer> CreateOneClassTrainer(MLContext mlContext) =>
        mlContext.Transforms.CustomMapping<Rated, Chosen>((_, chosen) => chosen.Label = 1, contractName: null)
            .Append(CreateTrainer(mlContext, new()
            {
                LossFunction = MatrixFactorizationTrainer.LossFunctionType.SquareLossOneClass,
            }));

    private static MatrixFactorizationTrainer CreateTrainer(MLContext mlContext, MatrixFactorizationTrainer.Options options)
    {
        options.LabelColumnName = nameof(MovieLensRating.Label);
        options.MatrixColumnIndexColumnName = Pipeline.User;
        options.MatrixRowIndexColumnName = Pipeline.Item;
        options.Quiet = true;
        return mlContext.Recommendation().Trainers.MatrixFactorization(options);
    }

    private sealed class Rated;

    private sealed class Chosen
    {
        public float Label { get; set; }
    }
}
