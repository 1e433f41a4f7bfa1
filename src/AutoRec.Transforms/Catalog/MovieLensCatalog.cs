using AutoRec;
using AutoRec.Datasets;
using AutoRec.Interop;
using AutoRec.RatingFiles;

namespace Microsoft.ML;

/// <summary>Downloads and loads MovieLens releases.</summary>
/// <remarks>
/// A path is a file of any name, or a folder with such a file in it or one level below. The methods throw
/// <see cref="FileNotFoundException"/> or <see cref="DirectoryNotFoundException"/> if there is none, <see cref="ArgumentException"/> if the
/// folder has several such files, and <see cref="FormatException"/> for a malformed line, with its number and the reason.
/// </remarks>
public static class MovieLensCatalog
{
    private static readonly string[] Folds = ["u1", "u2", "u3", "u4", "u5", "ua", "ub"];

    /// <summary>Loads a MovieLens ratings file into memory.</summary>
    /// <remarks>
    /// <format type="text/markdown"><![CDATA[
    /// | Column | Type | Description |
    /// |---|---|---|
    /// | `UserId` | Int32 | the user's id in the release |
    /// | `ItemId` | Int32 | the movie's id in the release |
    /// | `Label` | Single | the rating in stars |
    /// | `Timestamp` | Int64 | seconds since 1970-01-01 00:00 UTC |
    ///
    /// This is <see cref="RatingFileCatalog.LoadRatings"/> with Int32 ids and times: tabs (100K), `::` (1M, 10M), or CSV with the header
    /// `userId,movieId,rating,timestamp` (20M and later). The method reads the file once; rows keep the order of the lines.
    /// ]]></format>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="path">A ratings file, or a folder with <c>u.data</c>, <c>ratings.dat</c> or <c>ratings.csv</c>.</param>
    /// <returns>A view of <see cref="MovieLensRating"/> rows.</returns>
    /// <example>
    /// <code>
    /// IDataView ratings = mlContext.Data.LoadMovieLens("ml-100k");
    /// Console.WriteLine($"{ratings.GetRowCount()} rows: {string.Join(", ", ratings.Schema.Select(column => column.Name))}");
    /// // Expected output:
    /// // 4000 rows: UserId, ItemId, Label, Timestamp
    /// </code>
    /// </example>
    public static IDataView LoadMovieLens(this DataOperationsCatalog catalog, string path)
    {
        var environment = MLNetBorder.GetEnvironment(catalog);
        return Load(environment, ReleaseFolder.Find(path, "ratings file", "u.data", "ratings.dat", "ratings.csv"));
    }

    /// <summary>Loads the ratings of a MovieLens release, after <see cref="DownloadMovieLens"/>.</summary>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="release">The release.</param>
    /// <param name="folder">The folder that holds the downloaded releases; see <see cref="DownloadMovieLens"/>.</param>
    /// <param name="cancellationToken">Ends a download; the next call continues it.</param>
    /// <returns>A view of <see cref="MovieLensRating"/> rows.</returns>
    /// <example>
    /// <code>
    /// IDataView ratings = mlContext.Data.LoadMovieLens(MovieLensRelease.Ml100K);
    /// Console.WriteLine($"{ratings.GetRowCount()} rows");
    /// // Expected output:
    /// // 4000 rows
    /// </code>
    /// </example>
    public static IDataView LoadMovieLens(
        this DataOperationsCatalog catalog,
        MovieLensRelease release,
        string? folder = null,
        CancellationToken cancellationToken = default) =>
        catalog.LoadMovieLens(catalog.DownloadMovieLens(release, folder, cancellationToken));

    /// <summary>Downloads a MovieLens release, unless it is there already.</summary>
    /// <remarks>
    /// <para>The files come from GroupLens, over https. The method checks the published MD5 of the archive and unpacks it. Log lines
    /// (<c>mlContext.Log</c>) tell the address of the terms of use and the progress. An interrupted download is continued by the next call.
    /// Several processes may call at once: one downloads, and the others wait.</para>
    /// <para>A downloaded release stays as it is, also <see cref="MovieLensRelease.MlLatestSmall"/>, of which there are new editions. To
    /// get it again, delete its folder. The archive is deleted after it is unpacked, also one that was saved there by hand.</para>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="release">The release.</param>
    /// <param name="folder">
    /// The folder that holds the downloaded releases, each in a folder of its own. Default: the folder in the environment variable
    /// <c>AUTOREC_CACHE</c>, or <c>AutoRec/MovieLens</c> below the user's local application data.
    /// </param>
    /// <param name="cancellationToken">Ends a download; the next call continues it.</param>
    /// <returns>
    /// The folder of the release, for <see cref="LoadMovieLens(DataOperationsCatalog, string)"/>, <see cref="LoadMovieLensFold"/>,
    /// <see cref="LoadMovieLensTitles"/> and <see cref="AppendMovieLensFeatures"/>.
    /// </returns>
    /// <exception cref="IOException">
    /// The release cannot be downloaded or written. Without a network, this takes less than ten seconds. The message tells how to get the
    /// archive by hand.
    /// </exception>
    /// <exception cref="InvalidDataException">The archive has another MD5 than the published one, or cannot be unpacked.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was canceled.</exception>
    /// <example>
    /// <code>
    /// string movieLens = mlContext.Data.DownloadMovieLens(MovieLensRelease.Ml100K);
    /// Console.WriteLine($"{Path.GetFileName(movieLens)}: {mlContext.Data.LoadMovieLensTitles(movieLens)[1]}");
    /// // Expected output:
    /// // ml-100k: Title 1 (1981)
    /// </code>
    /// </example>
    public static string DownloadMovieLens(
        this DataOperationsCatalog catalog,
        MovieLensRelease release,
        string? folder = null,
        CancellationToken cancellationToken = default)
    {
        if (folder is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        using var channel = MLNetBorder.GetEnvironment(catalog).Register(nameof(ReleaseCache)).Start("Download");
        var cache = new ReleaseCache(
            folder ?? ReleaseCache.FolderOfUser(),
            ReleaseCache.Patience,
            line => channel.Info(MessageSensitivity.None, line),
            cancellationToken);
        return cache.Get(ReleaseZip.Of(release));
    }

    /// <summary>Loads one of the published splits of MovieLens 100K.</summary>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="folder">The folder of the release, or its parent folder.</param>
    /// <param name="fold">
    /// <c>u1</c> to <c>u5</c>: five disjoint test sets of 20,000 ratings. <c>ua</c> and <c>ub</c>: disjoint test sets with ten ratings of
    /// each user.
    /// </param>
    /// <returns>The rows of <c>fold.base</c> and <c>fold.test</c>, with the columns of <c>LoadMovieLens</c>.</returns>
    /// <example>
    /// <code>
    /// var (trainSet, testSet) = mlContext.Data.LoadMovieLensFold("ml-100k", "u1");
    /// Console.WriteLine($"{trainSet.GetRowCount()} + {testSet.GetRowCount()}");
    /// // Expected output:
    /// // 3200 + 800
    /// </code>
    /// </example>
    public static (IDataView TrainSet, IDataView TestSet) LoadMovieLensFold(this DataOperationsCatalog catalog, string folder, string fold)
    {
        var environment = MLNetBorder.GetEnvironment(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (!Folds.Contains(fold, StringComparer.Ordinal))
            throw new ArgumentException($"There is no fold '{fold}'; expected one of {string.Join(", ", Folds)}.", nameof(fold));
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'; expected one with {fold}.base and {fold}.test.");
        var trainFile = ReleaseFolder.Find(folder, "training half of the fold", $"{fold}.base");
        var testFile = Path.ChangeExtension(trainFile, ".test");
        if (!File.Exists(testFile))
            throw new FileNotFoundException($"There is no file '{testFile}'; expected it beside '{trainFile}'.", testFile);
        return (Load(environment, trainFile), Load(environment, testFile));
    }

    /// <summary>Loads the titles of a release by item id.</summary>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="path">The file <c>u.item</c>, <c>movies.dat</c> or <c>movies.csv</c>, or a folder with one of them.</param>
    /// <example>
    /// <code>
    /// var titles = mlContext.Data.LoadMovieLensTitles("ml-100k");
    /// Console.WriteLine(titles[1]);
    /// // Expected output:
    /// // Title 1 (1981)
    /// </code>
    /// </example>
    public static IReadOnlyDictionary<int, string> LoadMovieLensTitles(this DataOperationsCatalog catalog, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ItemFile.Read(path).ToDictionary(item => item.Key, item => item.Value.Title);
    }

    /// <summary>Adds the genres and years of a release to training ratings, as artificial users.</summary>
    /// <remarks>
    /// <para>Each genre and each five-year period is added as an artificial user who rates its movies with the mean rating. The added
    /// ratings help items with few ratings most (docs/experiments.md).</para>
    /// <para>Split first, and add features to the training ratings only, because the added ratings are easy to predict. In a search, add
    /// them to the <c>TrainSet</c> of each split.</para>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="ratings">The training ratings, with the four columns of <c>LoadMovieLens</c>.</param>
    /// <param name="path">The file <c>u.item</c>, <c>movies.dat</c> or <c>movies.csv</c>, or a folder with one of them.</param>
    /// <returns>
    /// The ratings, then a row for each feature of each rated item: <c>UserId</c> from −1 down, <c>Label</c> the mean rating,
    /// <c>Timestamp</c> 0. The method reads the ratings once.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The ratings are empty, lack a column, or have features already (negative user ids), or the file has no feature of a rated item.
    /// </exception>
    /// <exception cref="InvalidOperationException">A column of <paramref name="ratings"/> has another type.</exception>
    /// <example>
    /// <code>
    /// IDataView withFeatures = mlContext.Data.AppendMovieLensFeatures(train, "ml-100k");
    /// Console.WriteLine(withFeatures.GetRowCount() > train.GetColumn&lt;float>("Label").Count());
    /// // Expected output:
    /// // True
    /// </code>
    /// </example>
    public static IDataView AppendMovieLensFeatures(this DataOperationsCatalog catalog, IDataView ratings, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(ratings);
        var items = ItemFile.Read(path);
        var (columns, rated, sum, count) = (new RatingColumns(hasTimes: true), new HashSet<int>(), 0.0, 0);
        foreach (var rating in catalog.CreateEnumerable<MovieLensRating>(ratings, reuseRowObject: true))
        {
            if (rating.UserId < 0)
            {
                throw new ArgumentException(
                    $"The ratings have a user {rating.UserId}; expected ids from 0, because negative ids are features. Add features once.",
                    nameof(ratings));
            }

            columns.Append(rating.UserId, rating.ItemId, rating.Label, rating.Timestamp);
            if (!float.IsFinite(rating.Label))
                continue;
            rated.Add(rating.ItemId);
            (sum, count) = (sum + rating.Label, count + 1);
        }

        if (count == 0)
            throw new ArgumentException("There are no ratings; expected at least one row with a finite Label.", nameof(ratings));
        var features = ItemFeatures.Of(items.Values).Where(feature => rated.Contains(feature.Item)).ToList();
        if (features.Count == 0)
        {
            throw new ArgumentException(
                $"'{path}' has no genre or year for any rated item. Pass the item file of the release the ratings come from.",
                nameof(path));
        }

        foreach (var (user, item) in features)
            columns.Append(user, item, (float)(sum / count), timestamp: 0);
        return new RatingsDataView(columns);
    }

    private static RatingsDataView Load(IHostEnvironment environment, string file) =>
        RatingFileLog.Load(environment, file, new() { IsMovieLens = true });
}
