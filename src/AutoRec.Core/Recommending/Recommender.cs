using System.Diagnostics.CodeAnalysis;
using AutoRec.FoldIn;
using AutoRec.Recommending;

namespace AutoRec;

/// <summary>
/// Recommends items to known users and to anybody whose ratings are given, predicts ratings with intervals, and explains them. Immutable
/// and safe for any number of threads.
/// </summary>
/// <remarks>
/// <para>Create one with <c>mlContext.Model.CreateRecommender</c>, or without ML.NET with <c>RatingModelFile.LoadRecommender</c>. Keep it:
/// it holds no native memory, and repeated calls allocate nothing that grows with the catalogue.</para>
/// <para>A list is ranked by what the person is likely to choose, plus a little for the predicted rating. A known user is scored by the
/// trained model, a person with given ratings by fold-in (docs/algorithm.md#fold-in).</para>
/// <para>Cost, for n ratings of the person and K hidden units: in an item-based model, a fold-in takes n² K multiplications if n ≤ K,
/// otherwise n K² of them. Recommend and Predict for a known user need one for the intervals, and Explain one for the reasons. The
/// recommender keeps the most recent known user, so further calls for this user need no fold-in.</para>
/// </remarks>
/// <typeparam name="TUser">The type of the user ids.</typeparam>
/// <typeparam name="TItem">The type of the item ids.</typeparam>
[SuppressMessage("ApiDesign", "RS0026", Justification = "The first parameter tells the overloads apart: a user, or ratings.")]
public sealed class Recommender<TUser, TItem>
    where TUser : notnull
    where TItem : notnull
{
    private const int DefaultCount = 10;

    private readonly RecommendationModel _model;
    private readonly Dictionary<TUser, int> _userIndices;
    private readonly ItemCatalogue<TItem> _catalogue;
    private readonly RatingMatrix _history;
    private readonly bool _isTrainingHistory;
    private readonly Lazy<Similarity> _items;
    private readonly Lazy<Similarity> _users;
    private volatile KnownUser? _recent; // So that many calls for one user in a row fold in once.

    /// <param name="model">The models.</param>
    /// <param name="users">The id of each user index.</param>
    /// <param name="items">The id of each item index.</param>
    /// <param name="history">The ratings of the users, users × items; null for those of training.</param>
    /// <exception cref="InvalidOperationException">There is no history.</exception>
    internal Recommender(RecommendationModel model, IReadOnlyList<TUser> users, IReadOnlyList<TItem> items, RatingMatrix? history)
    {
        (_model, Users) = (model, users);
        _userIndices = ItemCatalogue<TUser>.Index(users);
        _catalogue = new(items, canFoldIn: model.Ratings is not OneClassModelParameters);
        _isTrainingHistory = history is null;
        _history = history ?? model.RequireHistory();
        _items = new(() => new(Items.Count, item => _model.Choice.Factor(item)));
        _users = new(() =>
        {
            float[][] codes = [.. Enumerable.Range(0, Users.Count).AsParallel().AsOrdered().Select(CodeOf)];
            return new(codes.Length, user => codes[user]);
        });
    }

    /// <summary>The ids of all users with ratings, in the order of their keys.</summary>
    public IReadOnlyList<TUser> Users { get; }

    /// <summary>The ids of all items with training ratings, in the order of their keys.</summary>
    public IReadOnlyList<TItem> Items => _catalogue.Items;

    internal RecommendationModel Model => _model;
    internal RatingMatrix History => _history;

    /// <summary>The ratings of a user, in the order of the items' keys.</summary>
    /// <param name="user">The id of the user.</param>
    /// <exception cref="ArgumentException">The user is not in the model.</exception>
    public IReadOnlyList<(TItem Item, float Rating)> RatingsOf(TUser user)
    {
        var index = UserIndex(user);
        var items = _history.ColumnsOf(index);
        var ratings = _history.ValuesOf(index);
        var list = new (TItem, float)[items.Length];
        for (var n = 0; n < list.Length; n++)
            list[n] = (Items[items[n]], ratings[n]);
        return list;
    }

    /// <summary>The number of ratings of a user.</summary>
    /// <param name="user">The id of the user.</param>
    /// <exception cref="ArgumentException">The user is not in the model.</exception>
    public int RatingCountOfUser(TUser user) => _history.CountOf(UserIndex(user));

    /// <summary>The number of training ratings of an item.</summary>
    /// <param name="item">The id of the item.</param>
    /// <exception cref="ArgumentException">The item is not in the model.</exception>
    public int RatingCountOfItem(TItem item) => _model.Choice.Counts[ItemIndex(item)];

    /// <summary>Recommends items that a known user has not rated.</summary>
    /// <param name="user">The id of the user.</param>
    /// <param name="count">The number of items, at least 1.</param>
    /// <param name="exclude">Items to leave out, beside the rated ones. Ids that are not in the model do not matter.</param>
    /// <param name="candidates">The items to choose from; none of them gives an empty list. Default: all.</param>
    /// <param name="where">Whether an item may be recommended. Default: each may.</param>
    /// <returns><paramref name="count"/> items, or all that are left if these are fewer; the best first.</returns>
    /// <exception cref="ArgumentException">The user is not in the model, or candidates are given and none of them is.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    public RecommendationList<TItem> Recommend(
        TUser user,
        int count = DefaultCount,
        IEnumerable<TItem>? exclude = null,
        IEnumerable<TItem>? candidates = null,
        Func<TItem, bool>? where = null) => Of(user).Recommend(count, exclude, candidates, where);

    /// <summary>Recommends items to anybody with the given ratings, without retraining. Without ratings: the most rated items.</summary>
    /// <param name="ratings">The person's ratings, in any order. Ids that are not in the model do not count.</param>
    /// <param name="count">The number of items, at least 1.</param>
    /// <param name="exclude">Items to leave out, beside the rated ones. Ids that are not in the model do not matter.</param>
    /// <param name="candidates">The items to choose from; none of them gives an empty list. Default: all.</param>
    /// <param name="where">Whether an item may be recommended. Default: each may.</param>
    /// <returns><paramref name="count"/> items, or all that are left if these are fewer; the best first.</returns>
    /// <exception cref="ArgumentException">
    /// An item is given twice, a rating is not finite or far outside the scale, none of the ids is in the model, or candidates are
    /// given and none of them is.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    public RecommendationList<TItem> Recommend(
        IEnumerable<(TItem Item, float Rating)> ratings,
        int count = DefaultCount,
        IEnumerable<TItem>? exclude = null,
        IEnumerable<TItem>? candidates = null,
        Func<TItem, bool>? where = null) => FoldIn(ratings).Recommend(count, exclude, candidates, where);

    /// <summary>Folds in the ratings of anybody, for several questions about this person: each of them is then cheap.</summary>
    /// <param name="ratings">The person's ratings, in any order. Ids that are not in the model do not count.</param>
    /// <exception cref="ArgumentException">
    /// An item is given twice, a rating is not finite or far outside the scale, or ratings are given and none of the ids is in the model.
    /// </exception>
    public FoldedInPerson<TItem> FoldIn(IEnumerable<(TItem Item, float Rating)> ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var given = GivenRatings<TItem>.Check(_model.Ratings, _catalogue.Indices, ratings);
        if (given.Unknown.Count > 0 && given.Indices.Count == 0)
        {
            throw new ArgumentException(
                $"None of the {given.Unknown.Count} rated items, such as '{given.Unknown[0]}', is among the model's {Items.Count} items. "
                + "Pass ids as they were in training, or no ratings for the most rated items.",
                nameof(ratings));
        }

        return new(_model, _catalogue, Person.Of(_model, given), given.Unknown);
    }

    /// <summary>Whether an item has training ratings, and so can be recommended, predicted and rated.</summary>
    /// <param name="item">The id of the item.</param>
    public bool HasItem(TItem item) => _catalogue.Indices.ContainsKey(item);

    /// <summary>Predicts the rating of an item by a known user.</summary>
    /// <param name="user">The id of the user.</param>
    /// <param name="item">The id of the item.</param>
    /// <exception cref="ArgumentException">The user or the item is not in the model.</exception>
    public RatingEstimate Predict(TUser user, TItem item) => Of(user).Predict(item);

    /// <summary>Predicts the rating of an item by anybody with the given ratings.</summary>
    /// <param name="ratings">The person's ratings, in any order. Ids that are not in the model do not count.</param>
    /// <param name="item">The id of the item.</param>
    /// <exception cref="ArgumentException">
    /// The item is not in the model, an item is given twice, a rating is not finite or far outside the scale, or no given id is known.
    /// </exception>
    public RatingEstimate Predict(IEnumerable<(TItem Item, float Rating)> ratings, TItem item) => FoldIn(ratings).Predict(item);

    /// <summary>Explains the predicted rating of an item by a known user.</summary>
    /// <param name="user">The id of the user.</param>
    /// <param name="item">The id of the item.</param>
    /// <exception cref="ArgumentException">The user or the item is not in the model.</exception>
    public RatingExplanation<TItem> Explain(TUser user, TItem item) => Of(user).Explain(item);

    /// <summary>Explains the predicted rating of an item by anybody with the given ratings.</summary>
    /// <param name="ratings">The person's ratings, in any order. Ids that are not in the model do not count.</param>
    /// <param name="item">The id of the item.</param>
    /// <exception cref="ArgumentException">
    /// The item is not in the model, an item is given twice, a rating is not finite or far outside the scale, or no given id is known.
    /// </exception>
    public RatingExplanation<TItem> Explain(IEnumerable<(TItem Item, float Rating)> ratings, TItem item) => FoldIn(ratings).Explain(item);

    /// <summary>Finds the items that are chosen by the same people.</summary>
    /// <param name="item">The id of the item.</param>
    /// <param name="count">The number of items, at least 1.</param>
    /// <returns>The most similar first, with the cosine of the items' factors, at most 1; empty for an item without ratings.</returns>
    /// <exception cref="ArgumentException">The item is not in the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    public IReadOnlyList<(TItem Item, float Similarity)> SimilarItems(TItem item, int count = DefaultCount) =>
        Similar(Items, ItemIndex(item), count, _items);

    /// <summary>Finds the users who choose the same items.</summary>
    /// <param name="user">The id of the user.</param>
    /// <param name="count">The number of users, at least 1.</param>
    /// <returns>The most similar first, with the cosine of the users' codes, at most 1; empty for a user without ratings.</returns>
    /// <remarks>The first call computes the codes of all users.</remarks>
    /// <exception cref="ArgumentException">The user is not in the model.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    public IReadOnlyList<(TUser User, float Similarity)> SimilarUsers(TUser user, int count = DefaultCount) =>
        Similar(Users, UserIndex(user), count, _users);

    /// <summary>The known user of an index.</summary>
    internal Person PersonOf(int user)
    {
        if (_recent is { } recent && recent.Index == user)
            return recent.Person;
        var person = CreatePerson(user);
        _recent = new(user, person);
        return person;
    }

    /// <summary>The indices of users, each once, in the order given.</summary>
    /// <exception cref="ArgumentException">Some users are not in the model.</exception>
    internal int[] IndicesOf(IEnumerable<TUser> users)
    {
        TUser[] distinct = [.. users.Distinct()];
        TUser[] unknown = [.. distinct.Where(user => !_userIndices.ContainsKey(user))];
        return unknown.Length == 0 ? Array.ConvertAll(distinct, user => _userIndices[user]) : throw new ArgumentException(
            $"{unknown.Length} of the {distinct.Length} users, such as '{unknown[0]}', are not among the model's {Users.Count} users. "
            + "Leave them out, or pass their ratings to Recommend.",
            nameof(users));
    }

    /// <summary>Ranks the unrated items for users of the given indices.</summary>
    internal RankedLists RankAll(IReadOnlyList<int> users, int count, int? numberOfThreads = null) =>
        BatchRanking.Rank(_model, CreatePerson, users, count, numberOfThreads);

    private Person CreatePerson(int user) => Person.Of(_model, user, _history, _isTrainingHistory);

    private float[] CodeOf(int user) => Person.CodeOf(_model, user, _history, _isTrainingHistory);

    private FoldedInPerson<TItem> Of(TUser user) => new(_model, _catalogue, PersonOf(UserIndex(user)), []);

    private static (T, float)[] Similar<T>(IReadOnlyList<T> ids, int index, int count, Lazy<Similarity> similarity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var (similar, cosines) = similarity.Value.Find(index, count);
        return [.. similar.Zip(cosines, (other, cosine) => (ids[other], cosine))];
    }

    private int UserIndex(TUser user) => _userIndices.TryGetValue(user, out var index) ? index : throw new ArgumentException(
        $"There is no user '{user}' among the model's {Users.Count} users. Pass the person's ratings instead of an id.", nameof(user));

    private int ItemIndex(TItem item) => _catalogue.IndexOf(item);

    /// <summary>A known user of this recommender.</summary>
    private sealed record KnownUser(int Index, Person Person);
}
