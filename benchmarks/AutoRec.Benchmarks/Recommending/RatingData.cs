using AutoRec.Engines;
using AutoRec.MovieLens;
using AutoRec.Recommending;
using AutoRec.Training;

namespace AutoRec.Benchmarks;

/// <summary>Real ratings, and models trained on them.</summary>
internal static class RatingData
{
    /// <summary>Loads the ratings of a folder or file, users × items, in the order of the ids.</summary>
    public static RatingMatrix Load(string path)
    {
        var columns = RatingsFile.Read(ReleaseFolder.Find(path, "ratings file", "u.data", "ratings.dat", "ratings.csv", "ratings.tsv"));
        var rows = Enumerable.Range(0, columns.Count).ToArray();
        var (users, userCount) = Index(Array.ConvertAll(rows, columns.User));
        var (items, itemCount) = Index(Array.ConvertAll(rows, columns.Item));
        return RatingMatrix.Create(userCount, itemCount, users, items, Array.ConvertAll(rows, columns.Label));
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
        var model = run.Train(variant == AutoRecVariant.ItemBased ? items : users, validation: null);
        return RecommendationTraining.Train(model, items, keepRatings: true, threads: null, context);
    }

    private static (int[] Indices, int Count) Index(int[] ids)
    {
        var index = ids.Distinct().Order().Select((id, i) => (id, i)).ToDictionary(pair => pair.id, pair => pair.i);
        return (Array.ConvertAll(ids, id => index[id]), index.Count);
    }
}
