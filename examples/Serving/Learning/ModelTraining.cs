using AutoRec.Examples.Serving.Store;
using Microsoft.Extensions.Options;
using Microsoft.ML;

namespace AutoRec.Examples.Serving.Learning;

/// <summary>Trains a model and saves it on the shelf.</summary>
internal sealed partial class ModelTraining(
    IOptions<LearningSettings> settings, TrainingFolder files, ModelShelf shelf, ILogger<ModelTraining> logger)
{
    /// <summary>Trains on the ratings of the folder, from the training's checkpoint if there is one.</summary>
    /// <exception cref="OperationCanceledException">
    /// It was canceled: between two epochs, with a checkpoint, by <paramref name="stopping"/>; at once by <paramref name="cancellation"/>.
    /// </exception>
    public void Run(
        TrainingRecord training, Action<TrainingProgress> progress, CancellationToken stopping, CancellationToken cancellation)
    {
        try
        {
            Fit(training, progress, stopping, cancellation);
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException && Directory.Exists(files.CheckpointsOf(training)))
        {
            // The settings or the version changed since, and the message says which.
            LogCheckpointRefused(training.Number, e.Message);
            files.DeleteCheckpoints(training);
            Fit(training, progress, stopping, cancellation);
        }
    }

    private void Fit(TrainingRecord training, Action<TrainingProgress> progress, CancellationToken stopping, CancellationToken cancellation)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var learning = settings.Value;
        var mlContext = new MLContext(seed: 1);
        var options = new AutoRecTrainer.Options
        {
            MatrixColumnIndexColumnName = "user",
            MatrixRowIndexColumnName = "item",
            HiddenLayers = [learning.HiddenUnits],
            Epochs = learning.Epochs,
            LearningRate = learning.LearningRate,
            NumberOfThreads = training.Continues is null && shelf.Current is null ? Environment.ProcessorCount : learning.Threads,
            Engine = TrainingEngine.Sparse,
            Seed = (int)training.Number,
            CheckpointFolder = files.CheckpointsOf(training),
            CheckpointEpochs = learning.CheckpointEpochs,
            CancellationToken = source.Token,
            Progress = epoch =>
            {
                progress(epoch);

                // Here, between two epochs, a cancellation writes a checkpoint.
                if (stopping.IsCancellationRequested)
                    source.Cancel();
            },
        };
        var trainer = mlContext.Recommendation().Trainers.AutoRec(options);
        if (training.Continues is { } number)
            trainer = Continue(trainer, mlContext, number);
        var ratings = files.Read(mlContext, training);
        var model = mlContext.Transforms.Conversion.MapValueToKey("user", "User")
            .Append(mlContext.Transforms.Conversion.MapValueToKey("item", "Item"))
            .Append(trainer)
            .Fit(ratings);
        AtomicFile.Write(shelf.PathOf(training.Number), file => mlContext.Model.Save(model, ratings.Schema, file));
    }

    private AutoRecTrainer Continue(AutoRecTrainer trainer, MLContext mlContext, long number)
    {
        try
        {
            return trainer.ContinueFrom(mlContext.Model.Load(shelf.PathOf(number), out var schema), schema);
        }
        catch (ArgumentException e)
        {
            // The settings give the network another shape since.
            LogNotContinued(number, e.Message);
            return trainer;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The training begins from the start, because it cannot continue model {Number}: {Reason}")]
    private partial void LogNotContinued(long number, string reason);

    [LoggerMessage(LogLevel.Warning, "Training {Number} starts again, because its checkpoint is refused: {Reason}")]
    private partial void LogCheckpointRefused(long number, string reason);
}
