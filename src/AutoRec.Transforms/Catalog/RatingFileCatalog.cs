using AutoRec;
using AutoRec.Datasets;
using AutoRec.Interop;

namespace Microsoft.ML;

/// <summary>Loads ratings from text files.</summary>
public static class RatingFileCatalog
{
    /// <summary>Loads ratings from a delimited text file into memory: CSV, TSV and the like, also compressed.</summary>
    /// <remarks>
    /// <format type="text/markdown"><![CDATA[
    /// | Column | Type | Description |
    /// |---|---|---|
    /// | `UserId`, `ItemId` | Int32 or Text | the ids: Int32 if all of both are whole numbers without leading zeros, else Text |
    /// | `Label` | Single | the rating |
    /// | `Timestamp` | Int64 | seconds since 1970-01-01 00:00 UTC; only if the file has times |
    ///
    /// The first lines determine the separator, the header, the columns, the form of the times and the decimal separator; the file's first
    /// bytes determine encoding and compression (gzip, zip). `options` overrule each of them. A log line (`mlContext.Log`) states the
    /// result, and warnings tell of what may be wrong. Lines without a rating, user or item are skipped and counted in the log line: a
    /// rating is also missing if it is `NA`, `?`, `null` or the like, an id only if it is empty. The method reads the file once, a pipe
    /// too; rows keep the order of the lines. A quoted field may not contain a line break; `LoadFromTextFile` with `ReadMultilines` reads
    /// such files.
    ///
    /// For `CreateEnumerable` and prediction engines, take the row class that fits the ids: `MovieLensRating` for Int32, with
    /// `ignoreMissingColumns: true` if the file has no times; `TextRating` for Text, which leaves out the times. For Text ids with times,
    /// write a class with these and `public long Timestamp { get; set; }`. `TextIds = true` makes ids of every file fit `TextRating`.
    /// ]]></format>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="options">The options; those that are not set are detected. Default: none is set.</param>
    /// <returns>A view of <see cref="MovieLensRating"/> rows, or of <see cref="TextRating"/> rows if the ids are Text.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file is a pipe that no program opens to write within 30 s.</exception>
    /// <exception cref="FormatException">
    /// The columns are not found, a line is malformed, whose number the message states, or a compressed file is incomplete or damaged.
    /// </exception>
    /// <example>
    /// <code>
    /// File.WriteAllLines("books.csv", ["\"User-ID\";\"ISBN\";\"Book-Rating\"", "\"276001\";\"034540016X\";\"8\""]);
    /// IDataView ratings = mlContext.Data.LoadRatings("books.csv");
    /// Console.WriteLine(mlContext.Data.CreateEnumerable&lt;TextRating>(ratings, false, ignoreMissingColumns: true).Single().ItemId);
    /// // Expected output:
    /// // 034540016X
    /// </code>
    /// </example>
    public static IDataView LoadRatings(this DataOperationsCatalog catalog, string path, RatingFileOptions? options = null)
    {
        var environment = MLNetBorder.GetEnvironment(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Directory.Exists(path))
        {
            throw new ArgumentException(
                $"'{path}' is a folder; expected a file of ratings. For a MovieLens release, use LoadMovieLens.", nameof(path));
        }

        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file '{path}'; expected a file of ratings.", path);
        return RatingFileLog.Load(environment, path, options ?? new());
    }
}
