using Microsoft.ML;

namespace AutoRec.Examples.Compare;

/// <summary>A trainer with a fixed setting.</summary>
/// <param name="name">The name in --models.</param>
/// <param name="title">The name in the table.</param>
/// <param name="createTrainer">Creates the trainer.</param>
internal sealed class PipelineModel(string name, string title, Func<TrainingTask, IEstimator<ITransformer>> createTrainer)
    : ComparedModel(name, title)
{
    public override TrainedModel Train(TrainingTask task) => task.Fit(createTrainer(task));
}
