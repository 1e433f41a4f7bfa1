using System.Globalization;
using Microsoft.ML;

namespace AutoRec.Examples.Serving.Store;

/// <summary>The ratings and titles that fill an empty database.</summary>
/// <param name="Ratings">The ratings, the oldest first.</param>
/// <param name="Titles">The title of each item, with its year.</param>
/// <param name="Origin">The place that they come from.</param>
internal sealed record SeedRatings(
    IReadOnlyList<MovieLensRating> Ratings, IReadOnlyDictionary<int, string> Titles, string Origin)
{
    private const long FirstGenerated = 874_724_710; // The first time in MovieLens 100K.

    /// <param name="folder">The folder of a MovieLens release; null for MovieLens 100K in a usual place, or generated ratings.</param>
    /// <exception cref="UserErrorException">There is no release in the folder.</exception>
    public static SeedRatings Load(string? folder)
    {
        var found = folder is null ? RatingSource.FindRelease()?.Folder : folder;
        return found is null ? Generate(RatingGenerator.Generate()) : LoadRelease(found);
    }

    public static SeedRatings Generate(GeneratedRatings generated)
    {
        var ratings = Enumerable.Range(0, generated.Count).Select(row => new MovieLensRating
        {
            UserId = generated.Users[row] + 1,
            ItemId = generated.Items[row] + 1,
            Label = generated.Stars[row],
            Timestamp = FirstGenerated + row,
        });
        var titles = Enumerable.Range(0, generated.ItemCount).ToDictionary(item => item + 1, MadeUpTitles.Of);
        return new([.. ratings], titles, "generated ratings");
    }

    private static SeedRatings LoadRelease(string folder)
    {
        var mlContext = new MLContext(seed: 1);
        var ratingFile = (string[])["u.data", "ratings.dat", "ratings.csv", "ratings.tsv"];
        if (ratingFile.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is not { } ratings
            || RatingSource.FindItemFile(ratings) is not { } items)
        {
            throw new UserErrorException(
                $"Data:Ratings is '{folder}'; expected the folder of a MovieLens release, with ratings and {RatingSource.ItemFileNames}.");
        }

        var loaded = mlContext.Data.CreateEnumerable<MovieLensRating>(mlContext.Data.LoadMovieLens(ratings), reuseRowObject: false);
        return new([.. loaded.OrderBy(rating => rating.Timestamp)], mlContext.Data.LoadMovieLensTitles(items), $"'{folder}'");
    }

    public static string IdOf(int item) => item.ToString(CultureInfo.InvariantCulture);
}
