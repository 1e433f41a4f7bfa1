namespace AutoRec.Search;

/// <summary>The result of a search.</summary>
/// <typeparam name="TOptions">The options that were searched.</typeparam>
/// <param name="Trials">The trials, one for each setting.</param>
/// <param name="Objective">The maximized metric; null if the RMSE was minimized.</param>
public sealed record SearchResult<TOptions>(IReadOnlyList<SearchTrial<TOptions>> Trials, SearchObjective? Objective = null)
{
    /// <summary>
    /// The trial with the lowest mean RMSE, or with the highest mean of the <see cref="Objective"/>. A trial with NaN, such as that of a
    /// diverged training, is never the best.
    /// </summary>
    /// <exception cref="InvalidOperationException">All trials have a NaN.</exception>
    public SearchTrial<TOptions> Best
    {
        get
        {
            var measured = Trials.Where(trial => !double.IsNaN(trial.Metric));
            return (Objective is null ? measured.MinBy(trial => trial.Metric) : measured.MaxBy(trial => trial.Metric))
                ?? throw new InvalidOperationException(
                    $"Trainings diverged{(Objective is null ? "" : $", or '{Objective.Name}' is NaN,")} with all {Trials.Count} settings. "
                    + "Try lower values of LearningRate, or values of Lambda closer to its default.");
        }
    }
}
