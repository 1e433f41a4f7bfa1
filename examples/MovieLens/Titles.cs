using System.Globalization;
using Microsoft.ML;

namespace AutoRec.Examples.MovieLens;

/// <summary>The titles of the items.</summary>
internal sealed class Titles
{
    private readonly IReadOnlyDictionary<int, string> _titles;

    /// <param name="itemFile">The release's item file; null if there is none.</param>
    public Titles(string? itemFile) =>
        _titles = itemFile is null ? new Dictionary<int, string>() : new MLContext().Data.LoadMovieLensTitles(itemFile);

    public string Of(string itemId) =>
        int.TryParse(itemId, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && _titles.TryGetValue(number, out var title)
            ? title
            : $"Item {itemId}";

    /// <summary>The item of a title; null if there is none.</summary>
    public string? Find(string title)
    {
        foreach (var (itemId, other) in _titles)
        {
            if (other == title)
                return itemId.ToString(CultureInfo.InvariantCulture);
        }

        return null;
    }
}
