using System.Globalization;
using System.Text.RegularExpressions;

namespace AutoRec.Datasets;

/// <summary>
/// The features of a release's items: a flag for each genre and each five-year period, and the year. A title without a year has the mean.
/// </summary>
internal static partial class ItemFeatures
{
    private const int Years = 5;
    private const string Year = "year";

    public static FeatureTable Of(IReadOnlyDictionary<int, MovieLensItem> items)
    {
        int[] years = [.. items.Values.Select(item => YearOf(item.Title)).OfType<int>()];
        var mean = years.Length > 0 ? (float)years.Average() : 0;
        return FeatureTable.Of(
            items.ToDictionary(item => item.Key, item => FeaturesOf(item.Value, mean)), [new(Year, mean)]);
    }

    private static IEnumerable<NamedFeature> FeaturesOf(MovieLensItem item, float meanYear)
    {
        foreach (var genre in item.Genres.Distinct(StringComparer.Ordinal))
            yield return new($"genre {genre}", 1);
        if (YearOf(item.Title) is { } year)
            yield return new(string.Create(CultureInfo.InvariantCulture, $"from {year - (year % Years)}"), 1);
        yield return new(Year, YearOf(item.Title) ?? meanYear);
    }

    /// <summary>The year after the last bracket, as in <c>(1995)</c>, <c>(1995–1999)</c> and <c>(1995) (V)</c>.</summary>
    private static int? YearOf(string title) => YearInBrackets().Match(title) is { Success: true } year
        ? int.Parse(year.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
        : null;

    [GeneratedRegex(@"\(([0-9]{4})(?![0-9])", RegexOptions.RightToLeft)]
    private static partial Regex YearInBrackets();
}
