using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples;

/// <summary>Loads ratings: MovieLens from a folder, anything else from a file. The ids are Int32 or Text.</summary>
internal static class RatingFiles
{
    private static readonly string[] IdColumns = [nameof(MovieLensRating.UserId), nameof(MovieLensRating.ItemId)];

    /// <exception cref="UserErrorException">The file cannot be read; the message tells which options would help.</exception>
    public static IDataView Load(MLContext mlContext, string path, RatingFileOptions options)
    {
        try
        {
            // For a path that does not exist, the error of LoadMovieLens names both: a file and a folder.
            return File.Exists(path) ? mlContext.Data.LoadRatings(path, options) : mlContext.Data.LoadMovieLens(path);
        }
        catch (FormatException e)
        {
            throw new UserErrorException(RatingFileArguments.WithOptionNames(e.Message));
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
