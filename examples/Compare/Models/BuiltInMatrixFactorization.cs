extern alias Recommender;

using Microsoft.ML;
using Recommender::Microsoft.ML;
using Recommender::Microsoft.ML.Trainers;

namespace AutoRec.Examples.Compare;

/// <summary>ML.NET's own matrix factorization (LIBMF). No other file knows the package that it comes from.</summary>
internal static class BuiltInMatrixFactorization
{
    /// <summary>Why it cannot be trained in this build, and what to do; null where it can.</summary>
#if BUILT_IN_MATRIX_FACTORIZATION
    public const string? Obstacle = null;
#else
    public const string? Obstacle = "Microsoft.ML.Recommender is not referenced; add it with -p:BuiltInMatrixFactorization=true";
#endif

    /// <summary>The built-in with its own defaults.</summary>
    public static IEstimator<ITransformer> CreateTrainer(MLContext mlContext) => CreateTrainer(mlContext, new MatrixFactorizationTrainer.Options());

    public static IEstimator<ITransformer> CreateTrainer(MLContext mlContext, Setting setting) => CreateTrainer(mlContext, new MatrixFactorizationTrainer.Options
    {
        ApproximationRank = setting.Rank,
        Lambda = setting.Lambda,
        LearningRate = setting.LearningRate,
        NumberOfIterations = setting.Iterations,
    });

    private static MatrixFactorizationTrainer CreateTrainer(MLContext mlContext, MatrixFactorizationTrainer.Options options)
    {
        options.LabelColumnName = nameof(MovieLensRating.Label);
        options.MatrixColumnIndexColumnName = Pipeline.User;
        options.MatrixRowIndexColumnName = Pipeline.Item;
        options.Quiet = true;
        return mlContext.Recommendation().Trainers.MatrixFactorization(options);
    }

    internal sealed record Setting(int Rank, double Lambda, double LearningRate, int Iterations)
    {
        public override string ToString() => FormattableString.Invariant($"rank {Rank}, λ {Lambda}, rate {LearningRate}, {Iterations} iterations");
    }
}
