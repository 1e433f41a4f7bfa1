using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples.Compare;

/// <summary>
/// The best of several settings of a model: each is trained on a part of the training ratings and measured on the rest of them; the one with
/// the lowest RMSE is trained again on all. No test rating has a say.
/// </summary>
/// <param name="name">For --models.</param>
/// <param name="title">For the table.</param>
/// <param name="candidates">The settings, in words, and the models.</param>
internal sealed class TunedModel(string name, string title, IReadOnlyList<(string Setting, ComparedModel Model)> candidates) : ComparedModel(name, title)
{
    private const double ValidationFraction = 0.1;

    public override TrainedModel Train(TrainingTask task)
    {
        var split = task.MLContext.Data.TrainTestSplit(task.Ratings, ValidationFraction, seed: task.Seed);
        var labels = split.TestSet.GetColumn<float>(nameof(MovieLensRating.Label)).ToArray();
        var mean = split.TrainSet.GetColumn<float>(nameof(MovieLensRating.Label)).Average();

        var best = (Rmse: double.PositiveInfinity, Index: 0);
        for (var i = 0; i < candidates.Count; i++)
        {
            var trained = candidates[i].Model.Train(TaskOf(i) with { Ratings = split.TrainSet });
            var rmse = ErrorFigures.Of(labels, ErrorFigures.Fill(trained.Score(split.TestSet), mean)).RootMeanSquaredError;
            if (rmse < best.Rmse)
                best = (rmse, i);
        }

        return new Chosen(candidates[best.Index].Model.Train(TaskOf(candidates.Count))) { Choice = candidates[best.Index].Setting };

        TrainingTask TaskOf(int step) => task with
        {
            MLContext = new MLContext(task.Seed),
            Progress = part => task.Progress((step + part) / (candidates.Count + 1)),
        };
    }

    private sealed class Chosen(TrainedModel model) : TrainedModel
    {
        public override float[] Score(IDataView ratings) => model.Score(ratings);

        public override void Save(Stream stream) => model.Save(stream);
    }
}
