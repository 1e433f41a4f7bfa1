using System.Diagnostics;
using Microsoft.ML;

namespace AutoRec;

/// <summary>
/// Finds the best of several settings of a pipeline: each is trained on a part of the training ratings and measured, by RMSE, on the rest.
/// </summary>
/// <remarks>
/// <format type="text/markdown"><![CDATA[
/// ```csharp
/// var space = new SearchSpace<AutoRecTrainer.Options>(() => new() { MatrixColumnIndexColumnName = "user", MatrixRowIndexColumnName = "item" })
///     .Vary("hidden units", (o, width) => o.HiddenLayers = [width], 128, 256, 512)
///     .Vary("masking", (o, part) => o.InputMasking = part, 0.5, 0.7, 0.8);
/// var search = new PipelineSearch<AutoRecTrainer.Options>((mlContext, options) => Keys(mlContext).Append(mlContext.Recommendation().Trainers.AutoRec(options)));
/// var best = search.Run(space.Grid(), SearchSplit.HoldOut(train)).MinBy(trial => trial.Rmse)!;
/// var model = Keys(mlContext).Append(mlContext.Recommendation().Trainers.AutoRec(best.Setting.CreateOptions())).Fit(train);
/// ```
/// ]]></format>
/// </remarks>
/// <typeparam name="TOptions">The options of a trainer, or whatever else the pipeline is made of.</typeparam>
/// <param name="createPipeline">
/// Makes the pipeline, key mapping included, from a context that was made for this training, and options. An option Seed that is not set is
/// drawn from the context, and so from <see cref="Seeds"/>.
/// </param>
public sealed class PipelineSearch<TOptions>(Func<MLContext, TOptions, IEstimator<ITransformer>> createPipeline)
{
    /// <summary>Each setting is trained on each split with each of these. Default: 1.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [1];

    /// <summary>The ratings, Single. Default: "Label".</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>
    /// A file to which each measurement is added as it is made; what it has is not trained again, so that a search that was interrupted goes on
    /// where it was. A measurement is known by split, setting and seed: take another file for other ratings or another pipeline. Default: none.
    /// </summary>
    public string? Journal { get; init; }

    /// <summary>Called after each training.</summary>
    public Action<SearchProgress>? Progress { get; init; }

    /// <summary>Ends the search, with an <see cref="OperationCanceledException"/>: within a training of ours, between those of others.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Measures all settings on all splits with all seeds.</summary>
    /// <param name="settings">As <see cref="SearchSpace{TOptions}.Grid"/> or <see cref="SearchSpace{TOptions}.Random"/> gives them.</param>
    /// <param name="splits">As <see cref="SearchSplit.HoldOut"/> or <see cref="SearchSplit.Folds"/> gives them.</param>
    /// <returns>A trial for each setting, in the order of <paramref name="settings"/>.</returns>
    /// <exception cref="OperationCanceledException">The search was canceled.</exception>
    /// <exception cref="InvalidDataException">The journal is no journal of a search.</exception>
    public IReadOnlyList<SearchTrial<TOptions>> Run(IReadOnlyList<SearchSetting<TOptions>> settings, IReadOnlyList<SearchSplit> splits)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(splits);
        using var journal = Journal is null ? null : new SearchJournal(Journal);
        var (done, total) = (0, settings.Count * splits.Count * Seeds.Count);
        var trials = new List<SearchTrial<TOptions>>();
        foreach (var setting in settings)
        {
            var measurements = new List<SearchMeasurement>();
            foreach (var split in splits)
            {
                foreach (var seed in Seeds)
                {
                    var measurement = journal?.Find(split.Name, setting.Description, seed);
                    if (measurement is null)
                    {
                        measurement = Measure(setting, split, seed);
                        journal?.Add(measurement);
                    }

                    measurements.Add(measurement);
                    Progress?.Invoke(new(++done, total, measurement));
                }
            }

            trials.Add(new(setting, measurements));
        }

        return trials;
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

    private SearchMeasurement Measure(SearchSetting<TOptions> setting, SearchSplit split, int seed)
    {
        CancellationToken.ThrowIfCancellationRequested();
        var mlContext = new MLContext(seed);
        var clock = Stopwatch.StartNew();
        var rmse = double.NaN;
        try
        {
            var model = createPipeline(mlContext, CreateOptions(setting)).Fit(split.TrainSet);
            clock.Stop();
            rmse = mlContext.Regression.Evaluate(model.Transform(split.TestSet), LabelColumnName).RootMeanSquaredError;
        }
        catch (InvalidOperationException) when (!CancellationToken.IsCancellationRequested)
        {
            // A setting that diverges is one that is not to be taken. What is wrong with the data or the columns is an ArgumentException.
        }

        CancellationToken.ThrowIfCancellationRequested();
        return new(split.Name, setting.Description, seed, rmse, clock.Elapsed.TotalSeconds);
    }
}
