using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using AutoRec.Evaluation;
using AutoRec.Training;

namespace AutoRec.Search;

/// <summary>
/// Finds the setting of a pipeline with the lowest RMSE, or the best value of another metric (<see cref="Maximize"/>), on held-out training
/// ratings.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ```csharp
/// AutoRecTrainer.Options Defaults() => new() { MatrixColumnIndexColumnName = "user", MatrixRowIndexColumnName = "item" };
/// var space = new SettingSpace<AutoRecTrainer.Options>(Defaults)
///     .Vary<int[]>("hidden layers", (options, widths) => options.HiddenLayers = widths, [256], [512], [512, 512])
///     .Vary("masking", (options, part) => options.InputMasking = part, 0.5, 0.7, 0.8);
/// var search = new PipelineSearch<AutoRecTrainer.Options>(
///     (context, options) => Keys(context).Append(context.Recommendation().Trainers.AutoRec(options)));
/// var best = search.Run(space.Grid(), SearchSplit.HoldOut(train)).Best;
/// var model = Keys(mlContext).Append(mlContext.Recommendation().Trainers.AutoRec(best.Setting.CreateOptions())).Fit(train);
/// ```
/// ]]></format>
/// </remarks>
/// <typeparam name="TOptions">The options of a trainer or of the whole pipeline.</typeparam>
/// <param name="createPipeline">
/// Creates the pipeline, including the key mapping. A seed that the options do not set is drawn from the context, which is created with
/// one of the <see cref="Seeds"/>. The pipelines of all settings are created once at the start, to find invalid options before training.
/// If options of AutoRec have a CheckpointFolder, each training gets a subfolder of it, so that a search that was interrupted continues
/// inside a training. Set a <see cref="Journal"/> as well, which keeps the finished ones. If the search measures the RMSE by itself, the
/// options of AutoRec that it passes train models that only score: the choice model, intervals and rating levels are left out.
/// </param>
public sealed class PipelineSearch<TOptions>(Func<MLContext, TOptions, IEstimator<ITransformer>> createPipeline)
{
    private readonly Func<MLContext, TOptions, IEstimator<ITransformer>> _createPipeline =
        createPipeline ?? throw new ArgumentNullException(nameof(createPipeline));

    /// <summary>The seeds; each setting is trained on each split with each seed. Default: 1.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [1];

    /// <summary>The column of ratings, Single. Default: "Label".</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>
    /// Measures a model on a split. Default: <c>Regression.Evaluate</c> on the test set, with the mean of the training ratings in place of
    /// missing scores, so that a setting cannot win by skipping ratings. For a pipeline that pivots, map the keys before splitting, and use
    /// <c>(context, model, split) => context.Regression.EvaluateReconstruction(model, split.TrainSet, split.TestSet)</c>.
    /// </summary>
    public Func<MLContext, ITransformer, SearchSplit, RegressionMetrics>? Evaluate { get; init; }

    /// <summary>A metric to maximize instead of minimizing the RMSE. Default: none. Excludes <see cref="Evaluate"/>.</summary>
    public SearchObjective? Maximize { get; init; }

    /// <summary>
    /// A file that stores each measurement, so that an interrupted search continues where it stopped. Default: none. The journal identifies
    /// a measurement by its setting, its seed and its split (name, count, labels and row ids), not by the pipeline: use one file for each
    /// pipeline. Its header names the metric, and a search with another metric refuses it.
    /// </summary>
    public string? Journal { get; init; }

    /// <summary>Called after each training.</summary>
    public Action<SearchProgress>? Progress { get; init; }

    /// <summary>Cancels the search, and the current training of an AutoRec, with an <see cref="OperationCanceledException"/>.</summary>
    /// <remarks><see cref="AutoRecOptions.KeepModelWhenCanceled"/> is ignored: half of a training measures no setting.</remarks>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Measures all settings on all splits with all seeds. A training that diverges counts as NaN.</summary>
    /// <param name="settings">The settings, from <see cref="SettingSpace{TOptions}"/>.</param>
    /// <param name="splits">The splits, from <see cref="SearchSplit.HoldOut"/> or <see cref="SearchSplit.Folds"/>, or of your own.</param>
    /// <returns>A trial for each setting, in the order of <paramref name="settings"/>.</returns>
    /// <exception cref="ArgumentException">
    /// There is no setting, split or seed; two have the same name; a name has a tab or a line break; a split has no test rating; or the
    /// pipeline refuses its options or columns.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There is no pipeline, its output has no label or score, or a model scores no test rating; or both <see cref="Evaluate"/> and
    /// <see cref="Maximize"/> are set.
    /// </exception>
    /// <exception cref="OperationCanceledException">The search was canceled.</exception>
    /// <exception cref="InvalidDataException">The journal is not a journal, or has another metric. The file is left unchanged.</exception>
    /// <exception cref="IOException">The journal cannot be opened, or another search uses it.</exception>
    public SearchResult<TOptions> Run(IReadOnlyList<SearchSetting<TOptions>> settings, IReadOnlyList<SearchSplit> splits)
    {
        SearchName.CheckList(settings, setting => setting.Description, "settings");
        SearchName.CheckList(splits, split => split.Name, "splits");
        SearchName.CheckList(Seeds, seed => FormattableString.Invariant($"{seed}"), "seeds");
        CheckObjective();
        foreach (var setting in settings)
            CreatePipeline(new MLContext(Seeds[0]), CreateOptions(setting), setting);
        if (splits.FirstOrDefault(split => !split.HasRatingToMeasureWith(LabelColumnName)) is { } empty)
            throw new ArgumentException($"The TestSet of the split '{empty.Name}' has no rating; expected at least one.");

        using var journal = Journal is null ? null : new SearchJournal(Journal, Maximize?.Name ?? SearchJournal.Rmse);
        var namesInJournal = splits.Select(split => journal is null ? split.Name : split.Describe(LabelColumnName)).ToList();
        var runs = splits.Zip(namesInJournal).SelectMany(_ => Seeds, (named, seed) => (named.First, named.Second, seed)).ToList();
        var (done, total) = (0, settings.Count * runs.Count);
        var trials = new List<SearchTrial<TOptions>>();
        foreach (var setting in settings)
        {
            var measurements = new List<SearchMeasurement>();
            foreach (var (split, nameInJournal, seed) in runs)
            {
                CancellationToken.ThrowIfCancellationRequested();
                var known = journal?.Find(nameInJournal, setting.Description, seed);
                var measurement = known is null ? Measure(setting, split, seed) : known with { Split = split.Name };
                if (known is null)
                    journal?.Add(measurement with { Split = nameInJournal });
                measurements.Add(measurement);
                Progress?.Invoke(new(++done, total, measurement, FromJournal: known is not null));
            }

            trials.Add(new(setting, measurements));
        }

        return new(trials, Maximize);
    }

    private void CheckObjective()
    {
        if (Maximize is null)
            return;
        ArgumentNullException.ThrowIfNull(Maximize.Measure, nameof(Maximize));
        if (Evaluate is not null)
            throw new InvalidOperationException("Evaluate and Maximize are both set; expected one. Evaluate minimizes the RMSE.");
        if (SearchName.Check(Maximize.Name, nameof(Maximize)).Equals(SearchJournal.Rmse, StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"The name '{Maximize.Name}' in Maximize is that of the minimized RMSE; expected another name.");
    }

    /// <summary>
    /// Creates options. Those of AutoRec are a copy, because SettingSpace may get the caller's object again, for a training that must keep
    /// more; and they have the search's token if they have none.
    /// </summary>
    private TOptions CreateOptions(SearchSetting<TOptions> setting)
    {
        var onlyScores = Evaluate is null && Maximize is null;
        switch (setting.CreateOptions())
        {
            case AutoRecOptions given:
                var ofNetwork = given.Copy();
                (ofNetwork.KeepModelWhenCanceled, ofNetwork.OnlyScores) = (false, onlyScores);
                if (!ofNetwork.CancellationToken.CanBeCanceled)
                    ofNetwork.CancellationToken = CancellationToken;
                return (TOptions)(object)ofNetwork;
            case AutoRecBlendTrainer.Options given:
                var ofBlend = given.Copy();
                ofBlend.OnlyScores = onlyScores;
                if (!ofBlend.CancellationToken.CanBeCanceled)
                    ofBlend.CancellationToken = CancellationToken;
                return (TOptions)(object)ofBlend;
            case var other:
                return other;
        }
    }

    /// <summary>Creates options for one training, whose checkpoints get a folder of their own.</summary>
    private TOptions CreateOptions(SearchSetting<TOptions> setting, SearchSplit split, int seed)
    {
        var options = CreateOptions(setting);
        if (options is AutoRecOptions { CheckpointFolder: { } folder } ofTrainer)
            ofTrainer.CheckpointFolder = TrialFolder(folder, setting, split, seed);
        else if (options is AutoRecBlendTrainer.Options { CheckpointFolder: { } common } ofBlend)
            ofBlend.CheckpointFolder = TrialFolder(common, setting, split, seed);
        return options;
    }

    private static string TrialFolder(string folder, SearchSetting<TOptions> setting, SearchSplit split, int seed)
    {
        var trial = FormattableString.Invariant($"{split.Name}\t{setting.Description}\t{seed}");
        var digest = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(trial)));
        return Path.Combine(folder, $"trial-{digest[..16].ToLowerInvariant()}");
    }

    private IEstimator<ITransformer> CreatePipeline(MLContext mlContext, TOptions options, SearchSetting<TOptions> setting) =>
        _createPipeline(mlContext, options)
        ?? throw new InvalidOperationException($"createPipeline returned null for '{setting}'; expected a pipeline.");

    private SearchMeasurement Measure(SearchSetting<TOptions> setting, SearchSplit split, int seed)
    {
        var mlContext = new MLContext(seed);
        var clock = Stopwatch.StartNew();
        var metric = double.NaN;
        try
        {
            var model = CreatePipeline(mlContext, CreateOptions(setting, split, seed), setting).Fit(split.TrainSet);
            clock.Stop();
            CancellationToken.ThrowIfCancellationRequested(); // Options of a whole pipeline may keep a model that is half trained.
            metric = Maximize is null ? EvaluateRmse(mlContext, model, split, setting) : Maximize.Measure(mlContext, model, split);
        }
        catch (DivergedException)
        {
            // The setting counts as NaN. Other errors come from the data or the pipeline and end the search.
        }

        return new(split.Name, setting.Description, seed, metric, clock.Elapsed.TotalSeconds);
    }

    private double EvaluateRmse(MLContext mlContext, ITransformer model, SearchSplit split, SearchSetting<TOptions> setting)
    {
        var metrics = (Evaluate ?? EvaluateAllRows)(mlContext, model, split)
            ?? throw new InvalidOperationException($"Evaluate returned null for '{setting}'; expected metrics.");

        // ML.NET reports an error of 0 if it skipped all rows, and the setting would win. With perfect scores, R² is not 0.
        return metrics is { RootMeanSquaredError: 0, RSquared: 0 }
            ? throw new InvalidOperationException(
                $"Evaluate counted no row for '{setting}' on '{split.Name}': RMSE and R² are 0. ML.NET skips rows whose score or "
                + "rating is NaN; expected at least one row with both.")
            : metrics.RootMeanSquaredError;
    }

    private RegressionMetrics EvaluateAllRows(MLContext mlContext, ITransformer model, SearchSplit split)
    {
        var scored = model.Transform(split.TestSet);
        foreach (var column in (string[])[LabelColumnName, nameof(ScoredRow.Score)])
        {
            if (scored.Schema.GetColumnOrNull(column)?.Type != NumberDataViewType.Single)
            {
                throw new InvalidOperationException(
                    $"The pipeline's output has no column '{column}' of type Single. Set LabelColumnName, or Evaluate for a pivot.");
            }
        }

        var counted = new CoverageView(scored, LabelColumnName, nameof(ScoredRow.Score));
        var labels = model.Transform(split.TrainSet).GetColumn<float>(LabelColumnName);
        var mean = new Lazy<float>(() => labels.Where(float.IsFinite).Average());
        var fill = mlContext.Transforms.CustomMapping<ScoredRow, ScoredRow>(
            (from, to) => to.Score = float.IsNaN(from.Score) ? mean.Value : from.Score, contractName: null);
        var metrics = mlContext.Regression.Evaluate(fill.Fit(counted).Transform(counted), LabelColumnName);
        counted.Coverage.RequireAScore(LabelColumnName, nameof(ScoredRow.Score), $"{split.Name}: ");
        return metrics;
    }

    private sealed class ScoredRow
    {
        public float Score { get; set; }
    }
}
