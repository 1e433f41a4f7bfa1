using AutoRec.Examples.Serving.Learning;
using AutoRec.Examples.Serving.Store;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AutoRec.Examples.Serving.Api;

/// <summary>The checks of requests that depend on the data: ids and stars.</summary>
internal sealed class RequestChecks(Catalogue catalogue)
{
    /// <returns>What is wrong; null if nothing is.</returns>
    public ValidationProblem? Check(RatingRequest rating)
    {
        var problems = new Dictionary<string, string[]>();
        if (CheckItem(rating.Item) is { } item)
            problems.Add("item", [item]);
        if (CheckStars(rating.Stars) is { } stars)
            problems.Add("stars", [stars]);
        return Problem(problems);
    }

    /// <summary>Checks all of the request, so that no time goes into the general validation of each rating.</summary>
    /// <returns>What is wrong; null if nothing is.</returns>
    public ValidationProblem? Check(RecommendationRequest request)
    {
        var problems = new Dictionary<string, string[]>();
        if (request.Count is < 1 or > RecommendationRequest.MostItems)
            problems.Add("count", [$"The count is {request.Count}; expected 1 to {RecommendationRequest.MostItems}."]);
        if (request.Exclude is { Count: > RecommendationRequest.MostExcluded } exclude)
            problems.Add("exclude", [$"There are {exclude.Count} ids; expected at most {RecommendationRequest.MostExcluded}."]);
        else if (request.Exclude?.Contains(null) == true)
            problems.Add("exclude", ["An id is null; expected ids of items."]);

        if (request.History is not { } history)
            problems.Add("history", ["There is no history; expected a list of ratings, which may be empty."]);
        else if (history.Count > ServedModel.MostRatings)
            problems.Add("history", [$"There are {history.Count} ratings; expected at most {ServedModel.MostRatings}: the newest."]);
        else
            CheckHistory(history, problems);
        return Problem(problems);
    }

    private void CheckHistory(IReadOnlyList<RatingRequest?> history, Dictionary<string, string[]> problems)
    {
        var seen = new HashSet<string>(history.Count);
        for (var n = 0; n < history.Count; n++)
        {
            if (history[n] is not var (item, stars))
            {
                problems.Add($"history[{n}]", ["There is no rating; expected an item and its stars."]);
                continue;
            }

            if ((seen.Add(item) ? CheckItem(item) : $"The item '{item}' is there twice; expected it once.") is { } wrongItem)
                problems.Add($"history[{n}].item", [wrongItem]);
            if (CheckStars(stars) is { } wrongStars)
                problems.Add($"history[{n}].stars", [wrongStars]);
        }
    }

    public static ProblemHttpResult NoSuchItem(string item) => TypedResults.Problem(
        $"There is no item '{item}'. GET /items finds ids by titles.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult NotInModel(string item) => TypedResults.Problem(
        $"The model has no ratings of the item '{item}' yet.", statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult NoModel() => TypedResults.Problem(
        "The first model is still being trained. GET /health/ready tells when it is there.",
        statusCode: StatusCodes.Status503ServiceUnavailable);

    private string? CheckItem(string? item) => item is null
        ? "There is no id; expected the id of an item."
        : catalogue.Find(item) is null ? $"There is no item '{item}'. GET /items finds ids by titles." : null;

    private string? CheckStars(double stars) => catalogue.Stars.Contains(stars)
        ? null
        : FormattableString.Invariant($"The stars are {stars}; expected {catalogue.Stars}.");

    private static ValidationProblem? Problem(Dictionary<string, string[]> problems) =>
        problems.Count == 0 ? null : TypedResults.ValidationProblem(problems);
}
