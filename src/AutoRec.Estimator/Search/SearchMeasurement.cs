namespace AutoRec.Search;

/// <summary>One training of a search.</summary>
/// <param name="Split">The name of the <see cref="SearchSplit"/>.</param>
/// <param name="Setting">The description of the setting.</param>
/// <param name="Seed">Of the <c>MLContext</c> that trained.</param>
/// <param name="Rmse">Over the split's test set; NaN where the training diverged.</param>
/// <param name="Seconds">Of the training.</param>
public sealed record SearchMeasurement(string Split, string Setting, int Seed, double Rmse, double Seconds);

/// <summary>Where a search is.</summary>
/// <param name="Done">Trainings that are done, those of an earlier run that a journal had included.</param>
/// <param name="Total">Trainings in all.</param>
/// <param name="Last">The last one.</param>
/// <param name="FromJournal">Whether the last one was in the journal and was not trained again.</param>
public sealed record SearchProgress(int Done, int Total, SearchMeasurement Last, bool FromJournal);

/// <summary>All measurements of a setting.</summary>
/// <typeparam name="TOptions">As of the space.</typeparam>
/// <param name="Setting">The setting.</param>
/// <param name="Measurements">One for each split and seed.</param>
public sealed record SearchTrial<TOptions>(SearchSetting<TOptions> Setting, IReadOnlyList<SearchMeasurement> Measurements)
{
    /// <summary>The mean RMSE; NaN where a training diverged.</summary>
    public double Rmse => Measurements.Average(measurement => measurement.Rmse);

    /// <summary>The standard deviation of the RMSE over splits and seeds; NaN where there is one only.</summary>
    public double RmseDeviation
    {
        get
        {
            var mean = Rmse;
            return Math.Sqrt(Measurements.Sum(measurement => Math.Pow(measurement.Rmse - mean, 2)) / (Measurements.Count - 1));
        }
    }

    /// <summary>The mean seconds of a training.</summary>
    public double Seconds => Measurements.Average(measurement => measurement.Seconds);
}
