namespace AutoRec.Search;

/// <summary>The result of a search.</summary>
/// <typeparam name="TOptions">The options that were searched.</typeparam>
/// <param name="Trials">The trials, one for each setting.</param>
public sealed record SearchResult<TOptions>(IReadOnlyList<SearchTrial<TOptions>> Trials)
{
    /// <summary>The trial with the lowest mean RMSE among those without a diverged training.</summary>
    /// <exception cref="InvalidOperationException">All trials have a diverged training.</exception>
    public SearchTrial<TOptions> Best => Trials.Where(trial => !double.IsNaN(trial.Rmse)).MinBy(trial => trial.Rmse)
        ?? throw new InvalidOperationException(
            $"Trainings diverged with all {Trials.Count} settings. Try lower values of LearningRate or higher values of Lambda.");
}
