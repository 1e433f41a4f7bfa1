using System.Globalization;
using System.Text.RegularExpressions;

namespace AutoRec.MovieLens;

/// <summary>
/// What is known of items, said in ratings, which is all that a model of ratings can read: a genre is one more user, who rates whatever is of it;
/// five years in which items came out are another. What a model learns from is who rated, so what they give is nobody's opinion but the mean of
/// the ratings: any other would move it, and with it the scores of users whom only the mean says something of.
/// </summary>
internal static partial class ItemFeatures
{
    private const int Years = 5;

    /// <summary>Who rates what. Ids of real users are positive; these go from −1 down, in the order of the features' names.</summary>
    public static IEnumerable<(int User, int Item)> Of(IEnumerable<MovieLensItem> items)
    {
        var features = items.SelectMany(item => NamesOf(item).Select(name => (Name: name, item.Id))).ToList();
        var users = features.Select(feature => feature.Name).Distinct().Order(StringComparer.Ordinal).Select((name, i) => (name, Id: -1 - i)).ToDictionary();
        return features.Select(feature => (users[feature.Name], feature.Id));
    }

    private static IEnumerable<string> NamesOf(MovieLensItem item) => YearOf(item.Title) is { } year
        ? item.Genres.Append(string.Create(CultureInfo.InvariantCulture, $"from {year - (year % Years)}"))
        : item.Genres;

    /// <summary>The last four digits of a title that follow a bracket, as in <c>(1995)</c>, <c>(1995–1999)</c> and <c>(1995) (V)</c>; null where there are none.</summary>
    private static int? YearOf(string title) =>
        YearInBrackets().Match(title) is { Success: true } year ? int.Parse(year.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\(([0-9]{4})(?![0-9])", RegexOptions.RightToLeft)]
    private static partial Regex YearInBrackets();
}
