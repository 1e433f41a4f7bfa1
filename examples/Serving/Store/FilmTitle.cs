using System.Globalization;
using System.Text.RegularExpressions;

namespace AutoRec.Examples.Serving.Store;

/// <summary>Reads titles as MovieLens writes them, such as "Godfather, The (1972)".</summary>
internal static partial class FilmTitle
{
    /// <returns>The title as people write it, and the year if there is one.</returns>
    public static (string Title, int? Year) Parse(string text)
    {
        var match = Parts().Match(text.Trim());
        var (name, article, rest, year) = (match.Groups["name"], match.Groups["article"], match.Groups["rest"], match.Groups["year"]);
        var title = article.Success ? $"{article}{(article.Value.EndsWith('\'') ? "" : " ")}{name}{rest}" : $"{name}{rest}";
        return (title, year.Success ? int.Parse(year.Value, CultureInfo.InvariantCulture) : null);
    }

    // The name, an article behind it, other names in parentheses, and the year.
    [GeneratedRegex(
        @"^(?<name>.*?)(, (?<article>The|A|An|Les|Le|La|L'|Il|El|Los|Das|Der|Die))?(?<rest>( \((?!\d{4}\)$).*?\))?)( \((?<year>\d{4})\))?$",
        RegexOptions.Singleline)]
    private static partial Regex Parts();
}
