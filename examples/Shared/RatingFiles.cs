using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples;

/// <summary>Loads ratings: MovieLens from a folder, anything else from a file. The ids are Int32 or Text.</summary>
internal static class RatingFiles
{
    private static readonly string[] IdColumns = [nameof(MovieLensRating.UserId), nameof(MovieLensRating.ItemId)];

    /// <exception cref="UserErrorException">The file cannot be read; the message tells which options there are.</exception>
    public static IDataView Load(MLContext mlContext, string path, RatingFileOptions options)
    {
        // For a path that does not exist, the error of LoadMovieLens names both: a file and a folder.
        if (!File.Exists(path))
            return mlContext.Data.LoadMovieLens(path);
        try
        {
            return mlContext.Data.LoadRatings(path, options);
        }
        catch (FormatException e)
        {
            // The message names the members of RatingFileOptions.
            var names = new RatingFileArguments().Options.Select(option => option.Name);
            throw new UserErrorException($"{e.Message} Options of the command line: {string.Join(", ", names)}.");
        }
    }

    /// <summary>Loads two files. Ids that are texts in one of them are texts in both.</summary>
    public static (IDataView Train, IDataView Test) Load(MLContext mlContext, string train, string test, RatingFileOptions options)
    {
        var (first, second) = (Load(mlContext, train, options), Load(mlContext, test, options));
        return (WithIdsOf(mlContext, first, second.Schema), WithIdsOf(mlContext, second, first.Schema));
    }

    /// <summary>Makes texts of the ids that are texts in another schema.</summary>
    public static IDataView WithIdsOf(MLContext mlContext, IDataView ratings, DataViewSchema other)
    {
        foreach (var column in IdColumns.Where(column => IsText(other, column) && !IsText(ratings.Schema, column)))
            ratings = mlContext.Transforms.Conversion.ConvertType(column, outputKind: DataKind.String).Fit(ratings).Transform(ratings);
        return ratings;
    }

    /// <summary>The reason why the ratings cannot have the genres and years of MovieLens; null if they can.</summary>
    public static string? FindObstacleToFeatures(DataViewSchema ratings) =>
        IdColumns.Any(column => IsText(ratings, column)) ? "the ids are texts, and the features are of MovieLens's whole numbers"
        : ratings.GetColumnOrNull(nameof(MovieLensRating.Timestamp)) is null ? "the ratings have no times, as those of MovieLens have"
        : null;

    public static bool IsText(DataViewSchema schema, string column) => schema.GetColumnOrNull(column)?.Type is TextDataViewType;
}
