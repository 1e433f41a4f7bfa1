using AutoRec;
using AutoRec.Datasets;
using AutoRec.MovieLens;

namespace Microsoft.ML;

/// <summary>MovieLens ratings as data views.</summary>
public static class MovieLensCatalog
{
    private static readonly string[] Folds = ["u1", "u2", "u3", "u4", "u5", "ua", "ub"];

    /// <summary>Reads a MovieLens ratings file into memory.</summary>
    /// <remarks>
    /// <format type="text/markdown"><![CDATA[
    /// | Column | Type | |
    /// |---|---|---|
    /// | `UserId` | Int32 | the user's id in the release |
    /// | `ItemId` | Int32 | the movie's id in the release |
    /// | `Label` | Single | the rating in stars |
    /// | `Timestamp` | Int64 | seconds since 1970-01-01 00:00 UTC |
    ///
    /// The format is told from the first line: tabs (100K), `::` (1M, 10M) or CSV with the header `userId,movieId,rating,timestamp`
    /// (20M and later). A line may end with LF or CR LF, a byte order mark and blank lines at the end are passed over, and numbers have a
    /// point, whatever the culture. The file is read here and now, once; rows come in the order of its lines.
    /// ]]></format>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="path">
    /// A ratings file of any name, or a folder that holds <c>u.data</c>, <c>ratings.dat</c> or <c>ratings.csv</c>, directly or one level
    /// down.
    /// </param>
    /// <returns>A view whose rows are <see cref="MovieLensRating"/>s; it can be shuffled, and read by several cursors at once.</returns>
    /// <exception cref="FileNotFoundException">There is no such file, or the folder holds none.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">The folder holds several ratings files.</exception>
    /// <exception cref="FormatException">
    /// The file is empty or of no known format, or a line is wrong: the message says which, and why.
    /// </exception>
    public static IDataView LoadMovieLens(this DataOperationsCatalog catalog, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return MovieLensDataView.Load(ReleaseFolder.Find(path, "ratings file", "u.data", "ratings.dat", "ratings.csv"));
    }

    /// <summary>Reads one of the splits into training and test ratings that MovieLens 100K comes with.</summary>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="folder">The folder of the release, or the one that holds it.</param>
    /// <param name="fold">
    /// <c>u1</c> to <c>u5</c>: five disjoint test sets of 20,000 ratings, for cross-validation. <c>ua</c> and <c>ub</c>: two disjoint test
    /// sets with exactly ten ratings of each user.
    /// </param>
    /// <returns>The rows of <c>fold.base</c> and of <c>fold.test</c>, with the columns of <see cref="LoadMovieLens"/>.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="fold"/> is none of these, or the folder holds several releases with it.
    /// </exception>
    /// <exception cref="FileNotFoundException">The folder holds no such fold, or half of it.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FormatException">A line is wrong: the message says which, and why.</exception>
    public static (IDataView TrainSet, IDataView TestSet) LoadMovieLensFold(this DataOperationsCatalog catalog, string folder, string fold)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (!Folds.Contains(fold, StringComparer.Ordinal))
            throw new ArgumentException($"There is no fold '{fold}': MovieLens 100K comes with {string.Join(", ", Folds)}.", nameof(fold));
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"There is no folder '{folder}': name the one that holds {fold}.base and {fold}.test of MovieLens 100K.");
        }

        var trainFile = ReleaseFolder.Find(folder, "training half of the fold", $"{fold}.base");
        var testFile = Path.ChangeExtension(trainFile, ".test");
        if (!File.Exists(testFile))
            throw new FileNotFoundException($"Found '{trainFile}', but not the fold's other half, '{testFile}'.", testFile);
        return (MovieLensDataView.Load(trainFile), MovieLensDataView.Load(testFile));
    }

    /// <summary>Reads the titles of a release by item id, with the year, as in <c>Toy Story (1995)</c>.</summary>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="path">
    /// <c>u.item</c> (100K), <c>movies.dat</c> (1M, 10M) or <c>movies.csv</c> (20M and later), or a folder that holds one of them, directly
    /// or one level down.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file, or the folder holds none.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">The folder holds several.</exception>
    /// <exception cref="FormatException">A line is no item: the message says which, and why.</exception>
    public static IReadOnlyDictionary<int, string> LoadMovieLensTitles(this DataOperationsCatalog catalog, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return ItemFile.Read(path).ToDictionary(item => item.Key, item => item.Value.Title);
    }

    /// <summary>Adds what a release says of its items, genres and years, to ratings, so that a model can learn from it.</summary>
    /// <remarks>
    /// <format type="text/markdown"><![CDATA[
    /// Each genre, and each span of five years in which items came out, becomes one more user, who gives the mean of the ratings to every item
    /// that has it and a rating. So a trainer needs to know nothing of features. It helps the more, the fewer ratings an item has
    /// (docs/algorithm.md). Items without ratings are scored as they are without features; users without ratings by an item's mean, which each of
    /// its features draws towards that of all.
    ///
    /// The added rows look like ratings, so they must not be among those that a model is measured with: they are easily predicted. Split first,
    /// then add features to what is trained on; in a search, and instead of `CrossValidate`, split by split. (`ValidationFraction` and the blend
    /// hold some of them out nonetheless.)
    ///
    /// ```csharp
    /// var split = mlContext.Data.TrainTestSplit(mlContext.Data.LoadMovieLens("data/ml-100k"), testFraction: 0.1);
    /// var model = pipeline.Fit(mlContext.Data.AppendMovieLensFeatures(split.TrainSet, "data/ml-100k"));
    /// var metrics = mlContext.Regression.Evaluate(model.Transform(split.TestSet));
    ///
    /// SearchSplit[] folds = [.. SearchSplit.Folds(split.TrainSet)
    ///     .Select(fold => fold with { TrainSet = mlContext.Data.AppendMovieLensFeatures(fold.TrainSet, "data/ml-100k") })];
    /// ```
    /// ]]></format>
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Data</c>.</param>
    /// <param name="ratings">Rows of <see cref="MovieLensRating"/>, all four columns, as <see cref="LoadMovieLens"/> and splits of it have them.</param>
    /// <param name="path">
    /// <c>u.item</c> (100K), <c>movies.dat</c> (1M, 10M) or <c>movies.csv</c> (20M and later), or a folder that holds one of them, directly
    /// or one level down.
    /// </param>
    /// <returns>
    /// The ratings, read here and now, then a row for each feature of each item that has a rating: <c>UserId</c> from −1 down, <c>Label</c> the
    /// mean of <paramref name="ratings"/>, <c>Timestamp</c> 0.
    /// </returns>
    /// <exception cref="FileNotFoundException">There is no such file, or the folder holds none.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">
    /// The folder holds several, or the file says nothing of the rated items. Or <paramref name="ratings"/> lacks a column, holds no rating, or
    /// has a user below 0, as when it has features already.
    /// </exception>
    /// <exception cref="InvalidOperationException">A column of <paramref name="ratings"/> is of another type.</exception>
    /// <exception cref="FormatException">A line is no item: the message says which, and why.</exception>
    public static IDataView AppendMovieLensFeatures(this DataOperationsCatalog catalog, IDataView ratings, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(ratings);
        var items = ItemFile.Read(path);
        var (columns, rated, sum, count) = (new RatingColumns(), new HashSet<int>(), 0.0, 0);
        foreach (var rating in catalog.CreateEnumerable<MovieLensRating>(ratings, reuseRowObject: true))
        {
            if (rating.UserId < 0)
                throw new ArgumentException($"The ratings have a user {rating.UserId}; expected ids from 0 up: those below stand for features. Add features once, to ratings that have none.", nameof(ratings));
            columns.Append(rating.UserId, rating.ItemId, rating.Label, rating.Timestamp);
            if (!float.IsFinite(rating.Label))
                continue;
            rated.Add(rating.ItemId);
            (sum, count) = (sum + rating.Label, count + 1);
        }

        if (count == 0)
            throw new ArgumentException("There is no rating to add features to; expected at least one row whose Label is a number.", nameof(ratings));
        var features = ItemFeatures.Of(items.Values).Where(feature => rated.Contains(feature.Item)).ToList();
        if (features.Count == 0)
            throw new ArgumentException($"'{path}' says of no item with a rating of which genre or year it is; expected the release that the ratings are of.", nameof(path));
        foreach (var (user, item) in features)
            columns.Append(user, item, (float)(sum / count), timestamp: 0);
        return new MovieLensDataView(columns);
    }
}
