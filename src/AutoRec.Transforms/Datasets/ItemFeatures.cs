using System.Globalization;
using System.Text.RegularExpressions;

namespace AutoRec.Datasets;

/// <summary>
/// Turns features of items into ratings, the only input of a rating model. Each genre and each five-year period is an artificial user who
/// rates its items with the mean rating, so that the mean itself does not move.
/// </summary>
internal static partial class ItemFeatures
{
    private const int Years = 5;

    /// <summary>The artificial users and their items. Their ids go from −1 down, in the order of the features' names.</summary>
    public static IEnumerable<(int User, int Item)> Of(IEnumerable<MovieLensItem> items)
    {
        var features = items.SelectMany(item => NamesOf(item).Select(name => (Name: name, item.Id))).ToList();
        var names = features.Select(feature => feature.Name).Distinct().Order(StringComparer.Ordinal);
        var users = names.Select((name, i) => (name, Id: -1 - i)).ToDictionary();
        return features.Select(feature => (users[feature.Name], feature.Id));
    }

    private static IEnumerable<string> NamesOf(MovieLensItem item) => YearOf(item.Title) is { } year
        ? item.Genres.Append(string.Create(CultureInfo.InvariantCulture, $"from {year - (year % Years)}"))
        : item.Genres;

    /// <summary>The year after the last bracket, as in <c>(1995)</c>, <c>(1995–1999)</c> and <c>(1995) (V)</c>.</summary>
    private static int? YearOf(string title) => YearInBrackets().Match(title) is { Success: true } year
        ? int.Parse(year.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
        : null;

    [GeneratedRegex(@"\(([0-9]{4})(?![0-9])", RegexOptions.RightToLeft)]
    private static partial Regex YearInBrackets();
}
