using AutoRec.Examples.Serving.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AutoRec.Examples.Serving.Api;

/// <summary>The checks of requests that depend on the data: ids and stars.</summary>
internal sealed class RequestChecks(Catalogue catalogue)
{
    /// <returns>What is wrong; null if nothing is.</returns>
    public ValidationProblem? Check(RatingRequest rating) =>
        Problem(new() { { "item", CheckItem(rating.Item) }, { "stars", CheckStars(rating.Stars) } });

    /// <returns>What is wrong; null if nothing is.</returns>
    public ValidationProblem? Check(RecommendationRequest request)
    {
        var problems = new Dictionary<string, string?>();
        var seen = new HashSet<string>();
        for (var n = 0; n < request.History.Count; n++)
        {
            if (request.History[n] is not var (item, stars))
            {
                problems[$"history[{n}]"] = "There is no rating; expected an item and its stars.";
                continue;
            }

            problems[$"history[{n}].item"] = seen.Add(item) ? CheckItem(item) : $"The item '{item}' is there twice; expected it once.";
            problems[$"history[{n}].stars"] = CheckStars(stars);
        }

        if (request.Exclude?.Contains(null) == true)
            problems["exclude"] = "An id is null; expected ids of items.";
        return Problem(problems);
    }

    public static ProblemHttpResult NoSuchItem(string item) => TypedResults.Problem(
        $"There is no item '{item}'. GET /items finds ids by titles.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult NotInModel(string item) => TypedResults.Problem(
        $"The model has no ratings of the item '{item}' yet.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult NoModel() => TypedResults.Problem(
        "The first model is still being trained. GET /health/ready tells when it is there.",
        statusCode: StatusCodes.Status503ServiceUnavailable);

    private string? CheckItem(string item) =>
        catalogue.Find(item) is null ? $"There is no item '{item}'. GET /items finds ids by titles." : null;

    private string? CheckStars(double stars) => catalogue.Stars.Contains(stars)
        ? null
        : FormattableString.Invariant($"The stars are {stars}; expected {catalogue.Stars}.");

    private static ValidationProblem? Problem(Dictionary<string, string?> problems)
    {
        var found = problems.Where(problem => problem.Value is not null)
            .ToDictionary(problem => problem.Key, problem => (string[])[problem.Value!]);
        return found.Count == 0 ? null : TypedResults.ValidationProblem(found);
    }
}
