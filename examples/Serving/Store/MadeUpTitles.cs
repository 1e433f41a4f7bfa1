namespace AutoRec.Examples.Serving.Store;

/// <summary>Makes up film titles for generated ratings: 1,728 different ones, and then the same as second and third parts.</summary>
internal static class MadeUpTitles
{
    private static readonly string[] Qualities =
    [
        "Quiet", "Golden", "Last", "Crooked", "Paper", "Midnight", "Borrowed", "Northern", "Hidden", "Second", "Velvet", "Wandering",
    ];

    private static readonly string[] Things =
    [
        "Harbor", "Orchard", "Lantern", "Letter", "Garden", "Station", "Violin", "Lighthouse", "Summer", "Map", "Bakery", "Winter",
    ];

    private static readonly string[] Forms =
    [
        "The {0} {1}", "{0} {1}", "A {0} {1}", "My {0} {1}", "Return to the {0} {1}", "The Secret of the {0} {1}", "Beyond the {0} {1}",
        "Waiting for the {0} {1}", "The Girl from the {0} {1}", "Song of the {0} {1}", "Our {0} {1}", "A Night at the {0} {1}",
    ];

    /// <param name="item">The 0-based index of the item.</param>
    /// <returns>The title with a year, as MovieLens writes it.</returns>
    public static string Of(int item)
    {
        // Neighbours differ in every word.
        var (form, thing, quality) = (item % 12, item / 12 % 12, item / 144 % 12);
        var title = string.Format(null, Forms[form], Qualities[(quality + form) % 12], Things[(thing + form) % 12]);
        var part = item / 1728;
        return $"{title}{(part == 0 ? "" : $" {part + 1}")} ({1950 + (item * 7 % 75)})";
    }
}
