namespace AutoRec.Examples.Compare;

/// <summary>The models, in the order of the table. One more is one more line here.</summary>
internal static class ModelList
{
    public static string Names => string.Join(", ", Create(itemFile: null).Select(model => model.Name));

    /// <param name="itemFile">The release's file of items; null where there is none.</param>
    public static IReadOnlyList<ComparedModel> Create(string? itemFile)
    {
        var obstacle = FeaturedModel.FindObstacle(itemFile);
        return
        [
            new BiasModel("mean", "Global mean", withBiases: false),
            new BiasModel("biases", "User and item biases", withBiases: true),
            new TunedModel("mf-own", "Our MF by SGD, tuned", [.. SgdSettings()]) { Factorization = FactorizationKind.Own },
            new PipelineModel("mf", "ML.NET MF, defaults", task => BuiltInMatrixFactorization.CreateTrainer(task.MLContext))
            {
                Factorization = FactorizationKind.BuiltIn,
                Obstacle = BuiltInMatrixFactorization.Obstacle,
            },
            new TunedModel("mf-tuned", "ML.NET MF, tuned", [.. BuiltInSettings()])
            {
                Factorization = FactorizationKind.BuiltIn,
                Obstacle = BuiltInMatrixFactorization.Obstacle,
            },
            AutoRec("autorec-paper", "AutoRec, paper's setting", AutoRecTrainer.Options.Paper),
            AutoRec("autorec-d2l", "AutoRec, D2L's setting", AutoRecTrainer.Options.D2L),
            AutoRec("autorec-user", "AutoRec, user-based", () => new() { Variant = AutoRecVariant.UserBased }),
            new TunedModel("autorec-user-tuned", "AutoRec, user-based, tuned", [.. UserBasedSettings()]),
            Defaults(),
            new FeaturedModel("autorec-features", "AutoRec, with item features", Defaults(), itemFile, obstacle),
            Blend(),
            new FeaturedModel("autorec-blend-features", "Blend, with item features", Blend(), itemFile, obstacle),
        ];
    }

    private static PipelineModel Defaults() => AutoRec("autorec", "AutoRec, defaults", () => new());

    private static PipelineModel Blend() => new("autorec-blend", "AutoRec, blend", task => Pipeline.CreateTrainer(task.MLContext, new AutoRecBlendTrainer.Options
    {
        Seed = task.Seed,
        CancellationToken = task.CancellationToken,
        Progress = progress => task.Progress(progress.Fraction),
    }));

    private static PipelineModel AutoRec(string name, string title, Func<AutoRecTrainer.Options> createOptions) => new(name, title, task =>
    {
        var options = createOptions();
        options.Seed = task.Seed;
        options.CancellationToken = task.CancellationToken;
        options.Progress = progress => task.Progress((double)progress.Epoch / progress.Epochs);
        return Pipeline.CreateTrainer(task.MLContext, options);
    });

    private static IEnumerable<(string, ComparedModel)> UserBasedSettings() =>
        from layers in (int[][])[[512], [512, 512]]
        from lambda in (double[])[175, 260, 350, 500]
        let setting = FormattableString.Invariant($"{string.Join('-', layers)} units, λ {lambda}")
        select (setting, (ComparedModel)AutoRec("", setting, () => new() { Variant = AutoRecVariant.UserBased, HiddenLayers = layers, Lambda = lambda }));

    private static IEnumerable<(string, ComparedModel)> SgdSettings() =>
        from factors in (int[])[32, 64, 128]
        from lambda in (float[])[0.06f, 0.08f, 0.1f]
        let setting = FormattableString.Invariant($"{factors} factors, λ {lambda} a rating")
        select (setting, (ComparedModel)new SgdFactorization("", setting, new(factors, lambda)));

    private static IEnumerable<(string, ComparedModel)> BuiltInSettings() =>
        from rank in (int[])[64, 128]
        from lambda in (double[])[0.05, 0.08, 0.1]
        from rate in (double[])[0.1, 0.05]
        from iterations in (int[])[20, 40]
        let setting = new BuiltInMatrixFactorization.Setting(rank, lambda, rate, iterations)
        select (setting.ToString(), (ComparedModel)new PipelineModel("", "", task => BuiltInMatrixFactorization.CreateTrainer(task.MLContext, setting)));
}
