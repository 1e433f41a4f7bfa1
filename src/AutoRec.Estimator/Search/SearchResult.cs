namespace AutoRec.Search;

/// <summary>What a search found.</summary>
/// <typeparam name="TOptions">As of the space.</typeparam>
/// <param name="Trials">One for each setting, in their order.</param>
public sealed record SearchResult<TOptions>(IReadOnlyList<SearchTrial<TOptions>> Trials)
{
    /// <summary>The trial of the least mean RMSE, the first where there are several; one with a training that diverged is never it.</summary>
    /// <exception cref="InvalidOperationException">No setting was trained without diverging.</exception>
    public SearchTrial<TOptions> Best => Trials.Where(trial => !double.IsNaN(trial.Rmse)).MinBy(trial => trial.Rmse)
        ?? throw new InvalidOperationException($"Trainings diverged with each of the {Trials.Count} settings, so none is the best. Vary what makes them tamer: a lower LearningRate, a higher Lambda.");
}
