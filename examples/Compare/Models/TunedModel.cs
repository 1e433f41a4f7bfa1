using AutoRec.Search;
using Microsoft.ML;

namespace AutoRec.Examples.Compare;

/// <summary>
/// A trainer with the best of several settings. A <see cref="PipelineSearch{TOptions}"/> chooses the setting on a tenth of the training
/// ratings, with the mean rating in place of missing scores; then the trainer is fitted to all training ratings. No test rating is used.
/// </summary>
/// <param name="name">The name in --models.</param>
/// <param name="title">The name in the table.</param>
/// <param name="space">The settings.</param>
/// <param name="createTrainer">Creates the trainer with a setting.</param>
internal sealed class TunedModel<TOptions>(
    string name, string title, SettingSpace<TOptions> space, Func<TrainingTask, TOptions, IEstimator<ITransformer>> createTrainer)
    : ComparedModel(name, title)
{
    public override TrainedModel Train(TrainingTask task)
    {
        var settings = space.Grid();
        var search = new PipelineSearch<TOptions>((mlContext, options) => Pipeline.CreateKeys(mlContext)
            .Append(createTrainer(task with { MLContext = mlContext, Progress = _ => { } }, options)))
        {
            Seeds = [task.Seed],
            Progress = progress => task.Progress((double)progress.Done / (settings.Count + 1)),
            CancellationToken = task.CancellationToken,
        };
        var best = search.Run(settings, SearchSplit.HoldOut(task.Ratings, seed: task.Seed)).Best.Setting;

        var last = task with { Progress = part => task.Progress((settings.Count + part) / (settings.Count + 1)) };
        return task.Fit(createTrainer(last, best.CreateOptions())) with { Choice = best.Description };
    }
}
