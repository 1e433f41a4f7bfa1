using System.Diagnostics.CodeAnalysis;
using AutoRec;
using AutoRec.DataViews;
using AutoRec.Interop;
using AutoRec.Recommending;

namespace Microsoft.ML;

/// <summary>Creates recommenders from fitted or loaded pipelines, and measures their lists.</summary>
[SuppressMessage("ApiDesign", "RS0026", Justification = "The view and its column tell the overloads of RecommendAll apart.")]
public static class RecommenderCatalog
{
    /// <summary>Creates a recommender from a fitted or a loaded pipeline. It recommends from the ratings of training.</summary>
    /// <remarks>
    /// It knows the users and items with training ratings. For other users, also those in the key mapping, call <c>Recommend</c> with their
    /// ratings, which may be none.
    /// </remarks>
    /// <typeparam name="TUser">The type of the user ids: String, Int32, Int64.</typeparam>
    /// <typeparam name="TItem">The type of the item ids: String, Int32, Int64.</typeparam>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="model">The pipeline, with one fitted AutoRec trainer.</param>
    /// <param name="inputSchema">
    /// The schema of the pipeline's input, as for <c>mlContext.Model.Save</c>. <c>mlContext.Model.Load</c> returns it.
    /// </param>
    /// <exception cref="ArgumentException">
    /// The pipeline has no AutoRec or several, its keys have no values, or an id does not convert to its type.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The model was trained with <c>KeepRatings = false</c>, or saved by an earlier version that only predicts ratings.
    /// </exception>
    /// <example>
    /// <code>
    /// var model = keys.Append(mlContext.Recommendation().Trainers.AutoRec(seed: 1)).Fit(train);
    /// var recommender = mlContext.Model.CreateRecommender&lt;int, int>(model, train.Schema);
    /// Console.WriteLine(recommender.Recommend(recommender.Users[0], count: 3).Count);
    /// // Expected output:
    /// // 3
    /// </code>
    /// </example>
    public static Recommender<TUser, TItem> CreateRecommender<TUser, TItem>(
        this ModelOperationsCatalog catalog, ITransformer model, DataViewSchema inputSchema)
        where TUser : notnull
        where TItem : notnull
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(inputSchema);
        var fitted = FittedRecommendation.Find(model, model.GetOutputSchema(inputSchema));
        return new(fitted.Model, fitted.ReadUsers<TUser>(fitted.Keys.Users), fitted.ReadItems<TItem>(), history: null);
    }

    /// <summary>Creates a recommender that recommends from given ratings instead of those of training.</summary>
    /// <remarks>
    /// Pass the present ratings of all users: the training ratings do not count, and every user is folded in. Ratings of unknown users or
    /// items do not count either. For the ratings of training, use <c>CreateRecommender</c>, whose scores are those of the pipeline.
    /// </remarks>
    /// <typeparam name="TUser">The type of the user ids: String, Int32, Int64.</typeparam>
    /// <typeparam name="TItem">The type of the item ids: String, Int32, Int64.</typeparam>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="model">The pipeline, with one fitted AutoRec trainer.</param>
    /// <param name="ratings">The ratings, with the columns of the pipeline's input.</param>
    /// <param name="labelColumnName">The column of ratings, Single.</param>
    /// <exception cref="ArgumentException">
    /// The pipeline has no AutoRec or several, its keys have no values, or an id does not convert to its type.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// There is no usable rating, one is far outside the training ratings, or the model was saved by an earlier version that only predicts
    /// ratings.
    /// </exception>
    /// <example>
    /// <code>
    /// var model = keys.Append(mlContext.Recommendation().Trainers.AutoRec(seed: 1)).Fit(train);
    /// var recommender = mlContext.Model.CreateRecommenderFromRatings&lt;int, int>(model, train);
    /// Console.WriteLine(recommender.Recommend(recommender.Users[0], count: 3).IsPopular);
    /// // Expected output:
    /// // False
    /// </code>
    /// </example>
    public static Recommender<TUser, TItem> CreateRecommenderFromRatings<TUser, TItem>(
        this ModelOperationsCatalog catalog, ITransformer model, IDataView ratings, string labelColumnName = "Label")
        where TUser : notnull
        where TItem : notnull
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ratings);
        var mapped = model.Transform(ratings);
        var fitted = FittedRecommendation.Find(model, mapped.Schema);
        var (history, users) = fitted.ReadHistory(MLNetBorder.GetEnvironment(catalog), mapped, labelColumnName);
        return new(fitted.Model, fitted.ReadUsers<TUser>(users), fitted.ReadItems<TItem>(), history);
    }

    /// <summary>Recommends the best unrated items to all users, or to given ones.</summary>
    /// <remarks>
    /// A row for each recommended item: <c>User</c> and <c>Item</c> (Text, Int32 or Int64), <c>Rank</c> from 1 (Int32), and <c>Score</c>
    /// (Single). The lists are those of <c>Recommend</c>. The first cursor computes them on all processors, and the view keeps them.
    /// </remarks>
    /// <typeparam name="TUser">The type of the user ids: String, Int32 or Int64.</typeparam>
    /// <typeparam name="TItem">The type of the item ids: String, Int32 or Int64.</typeparam>
    /// <param name="recommender">The recommender.</param>
    /// <param name="count">The number of items for each user, at least 1. A user with fewer unrated items gets these.</param>
    /// <param name="users">The ids of the users; a repeated id counts once. Default: all.</param>
    /// <exception cref="ArgumentException">Some users are not in the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    /// <exception cref="NotSupportedException">The ids are of another type.</exception>
    /// <example>
    /// <code>
    /// var recommender = mlContext.Model.CreateRecommender&lt;int, int>(model, train.Schema);
    /// IDataView lists = recommender.RecommendAll(count: 5, users: [1, 2]);
    /// Console.WriteLine(string.Join(", ", lists.GetColumn&lt;int>("User")));
    /// // Expected output:
    /// // 1, 1, 1, 1, 1, 2, 2, 2, 2, 2
    /// </code>
    /// </example>
    public static IDataView RecommendAll<TUser, TItem>(
        this Recommender<TUser, TItem> recommender, int count = 10, IEnumerable<TUser>? users = null)
        where TUser : notnull
        where TItem : notnull
    {
        ArgumentNullException.ThrowIfNull(recommender);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var indices = users is null ? [.. Enumerable.Range(0, recommender.Users.Count)] : recommender.IndicesOf(users);
        return new RecommendationView<TUser, TItem>(recommender, count, () => indices);
    }

    /// <summary>Recommends the best unrated items to the users in a column.</summary>
    /// <inheritdoc cref="RecommendAll{TUser, TItem}(Recommender{TUser, TItem}, int, IEnumerable{TUser}?)" path="/remarks"/>
    /// <typeparam name="TUser">The type of the user ids: String, Int32 or Int64.</typeparam>
    /// <typeparam name="TItem">The type of the item ids: String, Int32 or Int64.</typeparam>
    /// <param name="recommender">The recommender.</param>
    /// <param name="users">The view with the users. The first cursor reads it; a repeated id counts once.</param>
    /// <param name="userColumnName">The column of user ids, of the type of the ids.</param>
    /// <param name="count">The number of items for each user, at least 1. A user with fewer unrated items gets these.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type, or the count is less than 1.</exception>
    /// <exception cref="NotSupportedException">The ids are of another type.</exception>
    /// <example>
    /// <code>
    /// var recommender = mlContext.Model.CreateRecommender&lt;int, int>(model, train.Schema);
    /// IDataView lists = recommender.RecommendAll(test, "UserId", count: 3);
    /// Console.WriteLine(lists.GetColumn&lt;float>("Score").Count() == 3 * test.GetColumn&lt;int>("UserId").Distinct().Count());
    /// // Expected output:
    /// // True
    /// </code>
    /// </example>
    public static IDataView RecommendAll<TUser, TItem>(
        this Recommender<TUser, TItem> recommender, IDataView users, string userColumnName, int count = 10)
        where TUser : notnull
        where TItem : notnull
    {
        ArgumentNullException.ThrowIfNull(recommender);
        ArgumentNullException.ThrowIfNull(users);
        ArgumentException.ThrowIfNullOrEmpty(userColumnName);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var column = Columns.FindScalar(users.Schema, userColumnName, "user", IdColumn.TypeOf<TUser>("user"));
        return new RecommendationView<TUser, TItem>(
            recommender, count, () => recommender.IndicesOf(IdColumn.ReadAll<TUser>(users, column)));
    }

    /// <summary>Measures the lists that a pipeline recommends, with held-out ratings, beside lists of the most rated items.</summary>
    /// <remarks>
    /// Rows whose user or item is unknown to the pipeline are left out, with a warning. To optimize a figure, use it as
    /// <c>PipelineSearch.Maximize</c>.
    /// </remarks>
    /// <param name="catalog"><c>mlContext.Ranking</c>.</param>
    /// <param name="model">The pipeline, with one fitted AutoRec trainer that keeps its ratings.</param>
    /// <param name="heldOut">Ratings that were held out of the training, with the columns of the pipeline's input.</param>
    /// <param name="at">The length of the lists, at least 1.</param>
    /// <param name="relevantFrom">
    /// The lowest relevant rating. Default: 4 on a scale from 1 to 5, and likewise on other scales; for a one-class model, 0.
    /// </param>
    /// <param name="candidates">The ids of the items to choose from, as text. Default: all items.</param>
    /// <param name="labelColumnName">The column of ratings, Single.</param>
    /// <exception cref="ArgumentException">The pipeline has no AutoRec or several, or none of the candidates is known.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or <paramref name="at"/> is less than 1.</exception>
    /// <exception cref="InvalidOperationException">Nobody has a relevant item, or the model does not keep its ratings.</exception>
    /// <example>
    /// <code>
    /// var model = keys.Append(mlContext.Recommendation().Trainers.AutoRec(seed: 1)).Fit(train);
    /// var metrics = mlContext.Ranking.EvaluateRecommendations(model, test);
    /// Console.WriteLine(metrics.NormalizedDiscountedCumulativeGain > metrics.MostRated!.NormalizedDiscountedCumulativeGain);
    /// // Expected output:
    /// // True
    /// </code>
    /// </example>
    public static RecommendationMetrics EvaluateRecommendations(
        this RankingCatalog catalog,
        ITransformer model,
        IDataView heldOut,
        int at = 10,
        float? relevantFrom = null,
        IEnumerable<string>? candidates = null,
        string labelColumnName = "Label")
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(heldOut);
        ArgumentOutOfRangeException.ThrowIfLessThan(at, 1);
        var mapped = model.Transform(heldOut);
        var fitted = FittedRecommendation.Find(model, mapped.Schema);
        var history = fitted.Model.RequireHistory();
        var ratings = fitted.Read(MLNetBorder.GetEnvironment(catalog), mapped, labelColumnName);
        var chosen = candidates is null ? null : FindItems(candidates, fitted.ReadItems<string>());
        return RecommendationEvaluation.Evaluate(
            history,
            ratings,
            Rank,
            at,
            relevantFrom ?? RelevantFrom(fitted.Model.Ratings),
            chosen is null ? null : [.. Enumerable.Range(0, history.ColumnCount).Select(item => Array.BinarySearch(chosen, item) >= 0)]);

        int Rank(int user, Span<int> top) =>
            Ranking.Rank(fitted.Model, Person.Of(fitted.Model, user, history), chosen, isExcluded: null, top, new float[top.Length]);
    }

    // To a one-class model, every choice is relevant; and if all labels are equal, every rating.
    private static float RelevantFrom(IRatingModel model)
    {
        var range = model.LabelRange;
        return model is OneClassModelParameters || range.Maximum == range.Minimum ? range.Minimum : range.ToLabel(stars: 4);
    }

    private static int[] FindItems(IEnumerable<string> candidates, string[] ids)
    {
        var wanted = candidates.ToHashSet();
        int[] found = [.. Enumerable.Range(0, ids.Length).Where(item => wanted.Contains(ids[item]))];
        return found.Length > 0 ? found : throw new ArgumentException(
            $"None of the {wanted.Count} candidates is among the model's {ids.Length} items. Pass ids as they were in training.",
            nameof(candidates));
    }
}
