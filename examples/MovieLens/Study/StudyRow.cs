using AutoRec.Search;
namespace AutoRec.Examples.MovieLens;

/// <summary>The mean over the seeds, and the standard deviation.</summary>
internal readonly record struct MeanAndSpread(double Mean, double Deviation);

/// <summary>A setting and what was measured of it.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Validation">RMSE on the held-out training ratings, trained on the others.</param>
/// <param name="Test">RMSE on the test ratings, trained on all training ratings.</param>
/// <param name="Seconds">Of a training on all training ratings.</param>
internal sealed record StudyRow(SearchSetting<AutoRecTrainer.Options> Setting, MeanAndSpread Validation, MeanAndSpread Test, double Seconds)
{
    public static StudyRow Of(SearchTrial<AutoRecTrainer.Options> trial, string validation)
    {
        var bySplit = trial.Measurements.ToLookup(measurement => measurement.Split == validation);
        var (held, tested) = (trial with { Measurements = [.. bySplit[true]] }, trial with { Measurements = [.. bySplit[false]] });
        return new(trial.Setting, new(held.Rmse, held.RmseDeviation), new(tested.Rmse, tested.RmseDeviation), tested.Seconds);
    }

    /// <summary>The best on the held-out ratings; null where every one diverged.</summary>
    public static StudyRow? Chosen(IReadOnlyList<StudyRow> rows) => rows.Where(row => double.IsFinite(row.Validation.Mean)).MinBy(row => row.Validation.Mean);
}
