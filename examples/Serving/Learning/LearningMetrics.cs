using System.Diagnostics;
using System.Diagnostics.Metrics;
using AutoRec.Examples.Serving.Store;

namespace AutoRec.Examples.Serving.Learning;

/// <summary>The service's own metrics and traces, beside those of ASP.NET Core.</summary>
internal sealed class LearningMetrics : IDisposable
{
    public const string Name = "AutoRec.Serving";

    private readonly ActivitySource _activities = new(Name);
    private readonly Histogram<double> _foldIn;

    public LearningMetrics(IMeterFactory meters, CurrentModel current, TimeProvider time)
    {
        var meter = meters.Create(Name);
        _foldIn = meter.CreateHistogram<double>(
            "autorec.fold_in.duration", "s", "The time to predict from a visitor's ratings, with the reasons.");
        meter.CreateObservableGauge(
            "autorec.model.age", () => Age(current.Value, time), "s", "The time since the training of the current model ended.");
        meter.CreateObservableGauge("autorec.model.number", () => current.Value?.Number ?? 0);
        meter.CreateObservableGauge("autorec.training.progress", () => TrainingProgress, "1", "From 0 to 1; 0 if none runs.");
    }

    /// <summary>The finished part of the running training, from 0 to 1.</summary>
    public double TrainingProgress { get; set; }

    public void RecordFoldIn(TimeSpan duration) => _foldIn.Record(duration.TotalSeconds);

    public Activity? StartTraining(TrainingRecord training) =>
        _activities.StartActivity("training")?.SetTag("number", training.Number).SetTag("ratings", training.Ratings);

    /// <summary>No measurement without a model. An age of 0 would look like a new one.</summary>
    private static IEnumerable<Measurement<double>> Age(ServedModel? model, TimeProvider time) =>
        model?.Trained is { } trained ? [new((time.GetUtcNow() - trained).TotalSeconds)] : [];

    public void Dispose() => _activities.Dispose();
}
