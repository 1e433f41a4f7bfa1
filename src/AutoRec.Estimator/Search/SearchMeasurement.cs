namespace AutoRec.Search;

/// <summary>One training of a search.</summary>
/// <param name="Split">The name of the <see cref="SearchSplit"/>.</param>
/// <param name="Setting">The description of the setting.</param>
/// <param name="Seed">The seed of the <c>MLContext</c>.</param>
/// <param name="Metric">
/// The RMSE on the split's test set, or the value of <see cref="PipelineSearch{TOptions}.Maximize"/>; NaN if the training diverged.
/// </param>
/// <param name="Seconds">The time of the training, in seconds.</param>
public sealed record SearchMeasurement(string Split, string Setting, int Seed, double Metric, double Seconds);

/// <summary>The progress of a search.</summary>
/// <param name="Done">The number of finished trainings, including those from the journal.</param>
/// <param name="Total">The number of all trainings.</param>
/// <param name="Last">The last training.</param>
/// <param name="FromJournal">Whether the last training came from the journal.</param>
public sealed record SearchProgress(int Done, int Total, SearchMeasurement Last, bool FromJournal);

/// <summary>All measurements of a setting.</summary>
/// <typeparam name="TOptions">The options that are searched.</typeparam>
/// <param name="Setting">The setting.</param>
/// <param name="Measurements">One for each split and seed.</param>
public sealed record SearchTrial<TOptions>(SearchSetting<TOptions> Setting, IReadOnlyList<SearchMeasurement> Measurements)
{
    /// <summary>The mean RMSE, or the mean of the maximized metric; NaN if a training diverged.</summary>
    public double Metric => Measurements.Average(measurement => measurement.Metric);

    /// <summary>The standard deviation of the metric over splits and seeds; NaN for a single measurement.</summary>
    public double MetricDeviation =>
        Math.Sqrt(Measurements.Sum(measurement => Math.Pow(measurement.Metric - Metric, 2)) / (Measurements.Count - 1));

    /// <summary>The mean time of a training, in seconds.</summary>
    public double Seconds => Measurements.Average(measurement => measurement.Seconds);
}
