using AutoRec.Search;

namespace AutoRec.Examples.Compare;

/// <summary>The models, in the order of the table.</summary>
internal static class ModelList
{
    public static string Names => NamesOf(CreateAll(itemFile: null).Where(model => !model.OnlyLists));

    public static string NamesOfOnlyLists => NamesOf(CreateAll(itemFile: null).Where(model => model.OnlyLists));

    /// <param name="itemFile">The release's file of items; null if there is none.</param>
    /// <param name="withLists">Whether to include the models of which only the lists are compared.</param>
    public static IReadOnlyList<ComparedModel> Create(string? itemFile, bool withLists) =>
        [.. CreateAll(itemFile).Where(model => withLists || !model.OnlyLists)];

    public static string NamesOf(IEnumerable<ComparedModel> models) => string.Join(", ", models.Select(model => model.Name));

    private static ComparedModel[] CreateAll(string? itemFile)
    {
        var obstacle = FeaturedModel.FindObstacle(itemFile);
        return
        [
            MostRated(),
            Biases("mean", "Global mean", withBiases: false, lists: null),
            Biases("biases", "User and item biases", withBiases: true, ListOrder.PredictedRating),
            Sgd("mf-own", "Our MF by SGD, tuned"),
            SgdOfRank128("mf-own-128", "Our MF by SGD, rank 128"),
            .. BuiltInMatrixFactorization.CreateModels(),
            AutoRec("autorec-paper", "AutoRec, paper's setting", AutoRecTrainer.Options.Paper),
            AutoRec("autorec-d2l", "AutoRec, D2L's setting", AutoRecTrainer.Options.D2L),
            AutoRec("autorec-user", "AutoRec, user-based", UserBased),
            UserBasedTuned("autorec-user-tuned", "AutoRec, user-based, tuned"),
            ByRating(),
            AutoRec("autorec-fast", "AutoRec, Fast()", AutoRecTrainer.Options.Fast),
            Defaults(),
            new FeaturedModel("autorec-features", "AutoRec, with features", Defaults(), itemFile, obstacle),
            Blend(),
            new FeaturedModel("autorec-blend-features", "Blend, with features", Blend(), itemFile, obstacle),
        ];
    }

    // The training of Defaults, with lists of the highest predicted ratings.
    private static PipelineModel ByRating() => new("autorec-by-rating", "AutoRec, by rating alone", task => CreateTrainer(task, new()))
    {
        OnlyLists = true,
    };

    private static PipelineModel Defaults() => AutoRec("autorec", "AutoRec, defaults", () => new());

    private static PipelineModel Blend() => new("autorec-blend", "AutoRec, blend", task =>
        Pipeline.CreateTrainer(task.MLContext, new AutoRecBlendTrainer.Options
        {
            Seed = task.Seed,
            CancellationToken = task.CancellationToken,
            MatrixRowFeaturesColumnName = FeaturedModel.ColumnsOf(task.Ratings.Schema).Items,
            MatrixColumnFeaturesColumnName = FeaturedModel.ColumnsOf(task.Ratings.Schema).Users,
            Progress = progress => task.Progress(progress.Fraction),
        }))
    {
        Lists = ListOrder.ChoiceAndRating,
    };

    private static PipelineModel AutoRec(string name, string title, Func<AutoRecTrainer.Options> createOptions) =>
        new(name, title, task => CreateTrainer(task, createOptions())) { Lists = ListOrder.ChoiceAndRating };

    private static AutoRecTrainer.Options UserBased() => new() { Variant = AutoRecVariant.UserBased };

    private static TunedModel<AutoRecTrainer.Options> UserBasedTuned(string name, string title)
    {
        var space = new SettingSpace<AutoRecTrainer.Options>(UserBased)
            .Vary<int[]>("units", (options, layers) => options.HiddenLayers = layers, [512], [512, 512])
            .Vary("λ", (options, lambda) => options.Lambda = lambda, 65, 130, 260, 520);
        return new(name, title, space, CreateTrainer) { Lists = ListOrder.ChoiceAndRating };
    }

    private static AutoRecTrainer CreateTrainer(TrainingTask task, AutoRecTrainer.Options options)
    {
        options.Seed = task.Seed;
        options.CancellationToken = task.CancellationToken;
        (options.MatrixRowFeaturesColumnName, options.MatrixColumnFeaturesColumnName) = FeaturedModel.ColumnsOf(task.Ratings.Schema);
        options.Progress = progress => task.Progress((double)progress.Epoch / progress.Epochs);
        return Pipeline.CreateTrainer(task.MLContext, options);
    }

    private static PipelineModel MostRated() => new("most-rated", "Most rated titles", task =>
        new PairEstimator(task.MLContext, train =>
        {
            var counts = new float[train.Items.Max() + 1];
            foreach (var item in train.Items)
                counts[item]++;
            return new((_, item) => (uint)item < (uint)counts.Length ? counts[item] : 0, [counts]);
        }))
    {
        Lists = ListOrder.RatingCount,
        OnlyLists = true,
    };

    private static PipelineModel Biases(string name, string title, bool withBiases, ListOrder? lists) => new(name, title, task =>
        new PairEstimator(task.MLContext, train =>
        {
            var predictor = new BiasPredictor(train, withBiases);
            return new(predictor.Score, predictor.Parameters);
        }))
    {
        Lists = lists,
    };

    // The size and the λ with which ML.NET's factorization predicts MovieLens 1M best.
    private static PipelineModel SgdOfRank128(string name, string title) => new(name, title, task =>
        new PairEstimator(task.MLContext, train => SgdFactorization.Fit(train, task, new() { Factors = 128, Lambda = 0.05f })))
    {
        Factorization = FactorizationKind.Own,
    };

    private static TunedModel<SgdFactorization.Options> Sgd(string name, string title)
    {
        var space = new SettingSpace<SgdFactorization.Options>(() => new())
            .Vary("factors", (options, factors) => options.Factors = factors, 64, 256, 1024)
            .Vary("λ", (options, lambda) => options.Lambda = lambda, 0.05f, 0.06f, 0.07f, 0.08f, 0.09f);
        return new(name, title, space, (task, options) =>
            new PairEstimator(task.MLContext, train => SgdFactorization.Fit(train, task, options)))
        {
            Factorization = FactorizationKind.Own,
        };
    }
}
