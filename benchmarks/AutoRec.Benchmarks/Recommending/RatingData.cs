using System.Globalization;
using AutoRec.Datasets;
using AutoRec.Engines;
using AutoRec.Recommending;
using AutoRec.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Benchmarks;

/// <summary>Real ratings, and models trained on them.</summary>
internal static class RatingData
{
    private static readonly string[] ItemFiles = ["u.item", "movies.dat", "movies.csv"];

    /// <summary>Loads the ratings of a folder or file, users × items, in the order of the ids.</summary>
    public static RatingMatrix Load(string path) => Load([path])[0];

    /// <summary>Loads the ratings of several folders or files with the same users and items.</summary>
    public static RatingMatrix[] Load(string[] paths)
    {
        var views = Array.ConvertAll(paths, path => new MLContext().Data.LoadRatings(
            ReleaseFolder.Find(path, "ratings file", "u.data", "ratings.dat", "ratings.csv", "ratings.tsv"), new() { TextIds = true }));
        var (users, userCount) = Index([.. views.SelectMany(view => view.GetColumn<string>("UserId"))]);
        var (items, itemCount) = Index([.. views.SelectMany(view => view.GetColumn<string>("ItemId"))]);
        var matrices = new List<RatingMatrix>();
        var at = 0;
        foreach (var view in views)
        {
            float[] ratings = [.. view.GetColumn<float>("Label")];
            var range = at..(at += ratings.Length);
            matrices.Add(RatingMatrix.Create(userCount, itemCount, users[range], items[range], ratings));
        }

        return [.. matrices];
    }

    /// <summary>Loads the features of a release's users and items, in the order of <see cref="Load"/>; null where it has none.</summary>
    /// <param name="path">The folder or file of the ratings, with the files of users and items beside it.</param>
    public static (FeatureMatrix? Users, FeatureMatrix? Items) LoadFeatures(string path)
    {
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(path)!;
        var hasItems = ItemFiles.Any(name => File.Exists(Path.Combine(folder, name)));
        var users = UserFile.Find(folder) is { } file ? UserFeatures.Of(UserFile.Read(file)) : null;
        var items = hasItems ? ItemFeatures.Of(ItemFile.Read(folder)) : null;
        if (users is null && items is null)
            return (null, null);
        var ratings = ReleaseFolder.Find(path, "ratings file", "u.data", "ratings.dat", "ratings.csv", "ratings.tsv");
        var view = new MLContext().Data.LoadRatings(ratings, new() { TextIds = true });
        return (Of(users, "UserId"), Of(items, "ItemId"));

        FeatureMatrix? Of(FeatureTable? table, string column)
        {
            var ids = Sorted(view.GetColumn<string>(column)).Select(id => int.Parse(id, CultureInfo.InvariantCulture));
            return table is null ? null : new(table.Names.Length, [.. ids.Select(id => table[id])]);
        }
    }

    /// <summary>Trains the default recipe, and all that recommending needs.</summary>
    /// <param name="users">Users × items.</param>
    /// <param name="variant">The variant.</param>
    /// <param name="seed">The random seed of the training.</param>
    /// <param name="cancellationToken">Cancels the training.</param>
    /// <param name="epochs">The number of epochs; null for the default.</param>
    public static RecommendationModel Train(
        RatingMatrix users, AutoRecVariant variant, int seed, CancellationToken cancellationToken, int? epochs = null)
    {
        var options = new AutoRecTrainer.Options { Variant = variant, Epochs = epochs };
        var context = new RunContext(seed, _ => { }, cancellationToken.ThrowIfCancellationRequested);
        var items = users.Transpose();
        var run = new TrainingRun(options, variant, EngineChoice.For(options), context);
        var model = run.Train(variant == AutoRecVariant.ItemBased ? items : users, validation: null).Model;
        return RecommendationTraining.Train(
            model,
            new(options, variant, EngineChoice.For(options)),
            items,
            keepRatings: true,
            probabilitiesColumnName: null,
            threads: null,
            context);
    }

    private static (int[] Indices, int Count) Index(string[] ids)
    {
        var index = Sorted(ids).Select((id, i) => (id, i)).ToDictionary(pair => pair.id, pair => pair.i);
        return (Array.ConvertAll(ids, id => index[id]), index.Count);
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> ids) =>
        ids.Distinct().OrderBy(id => id.Length).ThenBy(id => id, StringComparer.Ordinal);
}
