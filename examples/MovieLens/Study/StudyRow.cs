using AutoRec.Search;

namespace AutoRec.Examples.MovieLens;

/// <summary>The mean and the standard deviation over the seeds.</summary>
internal readonly record struct MeanAndSpread(double Mean, double Deviation);

/// <summary>A setting with its measurements.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Validation">The RMSE on held-out training ratings, after training on the others.</param>
/// <param name="Test">The RMSE on the test ratings, after training on all training ratings.</param>
/// <param name="Seconds">The time of a training on all training ratings.</param>
internal sealed record StudyRow(SearchSetting<AutoRecTrainer.Options> Setting, MeanAndSpread Validation, MeanAndSpread Test, double Seconds)
{
    public static StudyRow Of(SearchTrial<AutoRecTrainer.Options> trial, string validation)
    {
        var bySplit = trial.Measurements.ToLookup(measurement => measurement.Split == validation);
        var (held, tested) = (trial with { Measurements = [.. bySplit[true]] }, trial with { Measurements = [.. bySplit[false]] });
        return new(trial.Setting, new(held.Metric, held.MetricDeviation), new(tested.Metric, tested.MetricDeviation), tested.Seconds);
    }

    /// <summary>The row with the lowest validation RMSE; null if all settings diverged.</summary>
    public static StudyRow? Chosen(IReadOnlyList<StudyRow> rows) =>
        rows.Where(row => double.IsFinite(row.Validation.Mean)).MinBy(row => row.Validation.Mean);
}
