using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples.Compare;

/// <summary>A trainer of ML.NET's kind behind the key mapping: it reads the key columns of <see cref="Pipeline"/> and appends a Score.</summary>
/// <param name="name">For --models.</param>
/// <param name="title">For the table.</param>
/// <param name="createTrainer">Makes the trainer.</param>
internal sealed class PipelineModel(string name, string title, Func<TrainingTask, IEstimator<ITransformer>> createTrainer) : ComparedModel(name, title)
{
    public override TrainedModel Train(TrainingTask task) => new TrainedPipeline(
        task.MLContext,
        Pipeline.CreateKeys(task.MLContext).Append(createTrainer(task)).Fit(task.Ratings),
        task.Ratings.Schema);

    private sealed class TrainedPipeline(MLContext mlContext, ITransformer transformer, DataViewSchema schema) : TrainedModel
    {
        public override float[] Score(IDataView ratings) => [.. transformer.Transform(ratings).GetColumn<float>("Score")];

        public override void Save(Stream stream) => mlContext.Model.Save(transformer, schema, stream);
    }
}
