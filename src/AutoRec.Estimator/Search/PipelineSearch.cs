using System.Diagnostics;
using AutoRec.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Search;

/// <summary>
/// Finds the best of several settings of a pipeline: each is trained on a part of the training ratings and measured, by RMSE, on the rest.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ```csharp
/// var space = new SettingSpace<AutoRecTrainer.Options>(() => new() { MatrixColumnIndexColumnName = "user", MatrixRowIndexColumnName = "item" })
///     .Vary<int[]>("hidden layers", (o, widths) => o.HiddenLayers = widths, [256], [512], [512, 512])
///     .Vary("masking", (o, part) => o.InputMasking = part, 0.5, 0.7, 0.8);
/// var search = new PipelineSearch<AutoRecTrainer.Options>((mlContext, options) => Keys(mlContext).Append(mlContext.Recommendation().Trainers.AutoRec(options)));
/// var best = search.Run(space.Grid(), SearchSplit.HoldOut(train)).Best;
/// var model = Keys(mlContext).Append(mlContext.Recommendation().Trainers.AutoRec(best.Setting.CreateOptions())).Fit(train);
/// ```
/// ]]></format>
/// </remarks>
/// <typeparam name="TOptions">The options of a trainer, or whatever else the pipeline is made of.</typeparam>
/// <param name="createPipeline">
/// Makes the pipeline, key mapping included, from a context that was made for this training, and options. An option Seed that is not set is
/// drawn from the context, and so from <see cref="Seeds"/>. Called once more for each setting at the start, so that options that are out of
/// range are found before anything is trained.
/// </param>
public sealed class PipelineSearch<TOptions>(Func<MLContext, TOptions, IEstimator<ITransformer>> createPipeline)
{
    private readonly Func<MLContext, TOptions, IEstimator<ITransformer>> _createPipeline = createPipeline ?? throw new ArgumentNullException(nameof(createPipeline));

    /// <summary>Each setting is trained on each split with each of these. Default: 1.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [1];

    /// <summary>The ratings, Single. Default: "Label".</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>
    /// Measures a model that was trained on a split's train set. Default: <c>Regression.Evaluate</c> of the transformed test set, where a rating
    /// that the model gives no score, as under <see cref="ColdStart.NaN"/>, counts with the mean of the training ratings: leaving ratings out
    /// does not make a setting better, and what is given here should see to that as well. To search a pipeline that pivots, map the keys before the ratings are split, and give
    /// <c>(mlContext, model, split) => mlContext.Regression.EvaluateReconstruction(model, split.TrainSet, split.TestSet)</c>.
    /// </summary>
    public Func<MLContext, ITransformer, SearchSplit, RegressionMetrics>? Evaluate { get; init; }

    /// <summary>
    /// A file to which each measurement is added as it is made; what it has is not trained again, so that a search that was interrupted goes on
    /// where it was. A measurement is known by the split's name, the number of its rows and their labels, by setting and seed: take another file for another pipeline, other
    /// options that do not vary or another version of this library. Default: none.
    /// </summary>
    public string? Journal { get; init; }

    /// <summary>Called after each training.</summary>
    public Action<SearchProgress>? Progress { get; init; }

    /// <summary>
    /// Ends the search, with an <see cref="OperationCanceledException"/>: within a training where <typeparamref name="TOptions"/> are a trainer's
    /// options of ours, whose own token is not set; else between trainings.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Measures all settings on all splits with all seeds. A training that diverges is measured as NaN.</summary>
    /// <param name="settings">As <see cref="SettingSpace{TOptions}.Grid"/> or <see cref="SettingSpace{TOptions}.Random"/> gives them.</param>
    /// <param name="splits">As <see cref="SearchSplit.HoldOut"/> or <see cref="SearchSplit.Folds"/> gives them.</param>
    /// <returns>A trial for each setting, in the order of <paramref name="settings"/>.</returns>
    /// <exception cref="ArgumentException">
    /// There is no setting, no split or no seed, or two have the same name, or a name has a tab or a line break in it; a split has no rating
    /// to measure with; or what a pipeline says of its options and of the columns.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There is no pipeline, or nothing that measures what it gives: see <see cref="Evaluate"/> and <see cref="LabelColumnName"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The search was canceled.</exception>
    /// <exception cref="InvalidDataException">The journal is no journal of a search. It is left as it was.</exception>
    /// <exception cref="IOException">The journal cannot be opened, or another search has it open.</exception>
    public SearchResult<TOptions> Run(IReadOnlyList<SearchSetting<TOptions>> settings, IReadOnlyList<SearchSplit> splits)
    {
        SearchName.CheckList(settings, setting => setting.Description, "settings");
        SearchName.CheckList(splits, split => split.Name, "splits");
        SearchName.CheckList(Seeds, seed => FormattableString.Invariant($"{seed}"), "seeds");
        foreach (var setting in settings)
            CreatePipeline(new MLContext(Seeds[0]), setting);
        if (splits.FirstOrDefault(split => !split.HasRatingToMeasureWith(LabelColumnName)) is { } empty)
            throw new ArgumentException($"The split '{empty.Name}' has no rating in its TestSet to measure with. Hold more ratings out.");

        using var journal = Journal is null ? null : new SearchJournal(Journal);
        var namesInJournal = splits.Select(split => journal is null ? split.Name : split.Describe(LabelColumnName)).ToList();
        var (done, total) = (0, settings.Count * splits.Count * Seeds.Count);
        var trials = new List<SearchTrial<TOptions>>();
        foreach (var setting in settings)
        {
            var measurements = new List<SearchMeasurement>();
            foreach (var (split, nameInJournal) in splits.Zip(namesInJournal))
            {
                foreach (var seed in Seeds)
                {
                    CancellationToken.ThrowIfCancellationRequested();
                    var known = journal?.Find(nameInJournal, setting.Description, seed);
                    var measurement = known is null ? Measure(setting, split, seed) : known with { Split = split.Name };
                    if (known is null)
                        journal?.Add(measurement with { Split = nameInJournal });
                    measurements.Add(measurement);
                    Progress?.Invoke(new(++done, total, measurement, FromJournal: known is not null));
                }
            }

            trials.Add(new(setting, measurements));
        }

        return new(trials);
    }

    /// <summary>Options of our trainers get the search's token, so that it ends within a training, where they have none of their own.</summary>
    private TOptions CreateOptions(SearchSetting<TOptions> setting)
    {
        var options = setting.CreateOptions();
        switch (options)
        {
            case AutoRecOptions one when !one.CancellationToken.CanBeCanceled:
                one.CancellationToken = CancellationToken;
                break;
            case AutoRecBlendTrainer.Options blend when !blend.CancellationToken.CanBeCanceled:
                blend.CancellationToken = CancellationToken;
                break;
        }

        return options;
    }

    private IEstimator<ITransformer> CreatePipeline(MLContext mlContext, SearchSetting<TOptions> setting) =>
        _createPipeline(mlContext, CreateOptions(setting)) ?? throw new InvalidOperationException($"createPipeline gives null for '{setting}'; expected a pipeline.");

    private SearchMeasurement Measure(SearchSetting<TOptions> setting, SearchSplit split, int seed)
    {
        var mlContext = new MLContext(seed);
        var clock = Stopwatch.StartNew();
        var rmse = double.NaN;
        try
        {
            var model = CreatePipeline(mlContext, setting).Fit(split.TrainSet);
            clock.Stop();
            var metrics = (Evaluate ?? EvaluateAllRows)(mlContext, model, split) ?? throw new InvalidOperationException($"Evaluate gives null for '{setting}'; expected metrics.");
            rmse = metrics.RootMeanSquaredError;
        }
        catch (DivergedException)
        {
            // One that is not to be taken. Any other error is one of the data or the pipeline, and ends the search.
        }

        return new(split.Name, setting.Description, seed, rmse, clock.Elapsed.TotalSeconds);
    }

    private RegressionMetrics EvaluateAllRows(MLContext mlContext, ITransformer model, SearchSplit split)
    {
        var scored = model.Transform(split.TestSet);
        foreach (var column in (string[])[LabelColumnName, nameof(ScoredRow.Score)])
        {
            if (scored.Schema.GetColumnOrNull(column)?.Type != NumberDataViewType.Single)
                throw new InvalidOperationException($"What the pipeline makes of the test set has no column '{column}' of type Single, so its error is not known. Set LabelColumnName to the ratings; for a pipeline that pivots, set Evaluate.");
        }

        var mean = new Lazy<float>(() => model.Transform(split.TrainSet).GetColumn<float>(LabelColumnName).Where(float.IsFinite).Average());
        var fill = mlContext.Transforms.CustomMapping<ScoredRow, ScoredRow>((from, to) => to.Score = float.IsNaN(from.Score) ? mean.Value : from.Score, contractName: null);
        return mlContext.Regression.Evaluate(fill.Fit(scored).Transform(scored), LabelColumnName);
    }

    private sealed class ScoredRow
    {
        public float Score { get; set; }
    }
}
