using System.Diagnostics;
using Microsoft.ML;

namespace AutoRec.Examples.Compare;

/// <summary>Trains and measures every model on every split, one after the other.</summary>
internal sealed class Comparison(CompareSettings settings, CancellationToken cancellationToken)
{
    public List<ModelRun> Run(SplitList splits, ComparisonProgress progress)
    {
        var models = settings.Models.Where(model => model.Obstacle is null).ToList();
        var runs = new List<ModelRun>();
        foreach (var split in splits.Splits)
        {
            foreach (var model in models)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress.Begin(split, model);
                var run = Measure(model, split, progress.Report);
                runs.Add(run);
                progress.End(run);
            }
        }

        return runs;
    }

    private ModelRun Measure(ComparedModel model, DataSplit split, Action<double> report)
    {
        var task = new TrainingTask(new MLContext(settings.Seed), split.Train, settings.Seed, report, cancellationToken);
        var clock = Stopwatch.StartNew();
        var trained = model.Train(task);
        var trainSeconds = clock.Elapsed.TotalSeconds;
        var ratings = model.OnlyLists ? null : MeasureRatings(model, trained, split);
        var lists = settings.Ranking && model.Lists is { } order ? split.Lists.Measure(trained, order) : null;
        return new ModelRun(model, split, trainSeconds, ratings, lists, trained.Choice);
    }

    private RatingRun MeasureRatings(ComparedModel model, TrainedModel trained, DataSplit split)
    {
        var (scores, speed) = ScoringSpeed.Measure(() => trained.Score(split.Test), cancellationToken);

        if (Array.TrueForAll(scores, float.IsNaN))
        {
            throw new UserErrorException(
                $"{model.Title} has no score for any of the {scores.Length} test ratings of '{split.Name}': it has not seen their users or "
                + "items in training. Leave it out with --models, or take a split with known users and items.");
        }

        using var saved = new MemoryStream();
        trained.Save(saved);
        var errors = ErrorFigures.Of(split.TestLabels, ErrorFigures.Fill(scores, split.TrainMean));
        return new RatingRun(scores, errors, speed, saved.Length);
    }
}
