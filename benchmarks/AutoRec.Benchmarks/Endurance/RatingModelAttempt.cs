namespace AutoRec.Benchmarks;

/// <summary>An attempt to load a model with <see cref="RatingModelFile"/>.</summary>
internal static class RatingModelAttempt
{
    /// <param name="path">The file.</param>
    /// <param name="what">The damage or the forgery.</param>
    /// <param name="isRight">Loads the model, and tells whether its answers are right.</param>
    public static AttackResult Run(string path, string what, Func<bool> isRight)
    {
        try
        {
            return isRight() ? new(Outcome.Same, what) : new(Outcome.Wrong, $"{what}: the answers are wrong");
        }
        catch (InvalidDataException e)
        {
            return e.Message.Contains(path, StringComparison.Ordinal)
                ? new(Outcome.Refused, e.Message)
                : new(Outcome.Wrong, $"{what}: the error does not name the file: {e.Message}");
        }
    }
}
