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
    /// <see cref="LoadMovieLensTitles"/> and <see cref="JoinMovieLensFeatures"/>.
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

    /// <summary>Joins the features of a release's items and users to ratings, as vectors with slot names.</summary>
    /// <remarks>
    /// <para><c>ItemFeatures</c> has the year, and a flag for each genre and each five-year period. <c>UserFeatures</c> has the age, and a
    /// flag for each decade of age, each gender and each occupation; only 100K and 1M have a file of users. An item or user that is not in
    /// the file has no flags and the mean year or age.</para>
    /// <para>To train with them, name the columns in <c>MatrixRowFeaturesColumnName</c> and <c>MatrixColumnFeaturesColumnName</c>. Ratings
    /// to score need them only for items and users without training ratings.</para>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="ratings">Ratings with the columns <c>UserId</c> and <c>ItemId</c> of <c>LoadMovieLens</c>.</param>
    /// <param name="folder">The folder of the release the ratings come from.</param>
    /// <returns>The ratings with the columns <c>ItemFeatures</c> and, if the release has a file of users, <c>UserFeatures</c>.</returns>
    /// <exception cref="FileNotFoundException">The folder has no file of items.</exception>
    /// <exception cref="FormatException">A line of a file is malformed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The ratings lack a column of ids, or it is not Int32.</exception>
    /// <example>
    /// <code>
    /// IDataView withFeatures = mlContext.Data.JoinMovieLensFeatures(train, "ml-100k");
    /// var model = keys.Append(mlContext.Recommendation().Trainers.AutoRec(new AutoRecTrainer.Options
    /// {
    ///     MatrixColumnIndexColumnName = "user",
    ///     MatrixRowIndexColumnName = "item",
    ///     MatrixRowFeaturesColumnName = "ItemFeatures",
    /// })).Fit(withFeatures);
    /// Console.WriteLine(withFeatures.Schema["ItemFeatures"].Type);
    /// // Expected output:
    /// // Vector&lt;Single, 24>
    /// </code>
    /// </example>
    public static IDataView JoinMovieLensFeatures(this DataOperationsCatalog catalog, IDataView ratings, string folder)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var items = ItemFile.Find(folder);
        var joined = Join(ratings, nameof(MovieLensRating.ItemId), "ItemFeatures", ItemFeatures.Of(ItemFile.Read(items)));
        return UserFile.Find(Path.GetDirectoryName(items)!) is { } users
            ? Join(joined, nameof(MovieLensRating.UserId), "UserFeatures", UserFeatures.Of(UserFile.Read(users)))
            : joined;

        static IDataView Join(IDataView view, string id, string name, FeatureTable table) =>
            new FeatureMapper(view.Schema, id, name, table).Map(view);
    }

    private static RatingsDataView Load(IHostEnvironment environment, string file) =>
        RatingFileLog.Load(environment, file, new() { IsMovieLens = true });
}
