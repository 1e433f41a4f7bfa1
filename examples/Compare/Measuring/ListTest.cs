using AutoRec.Recommending;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples.Compare;

/// <summary>
/// Measures lists of titles with the test ratings of a split, by the rules of <c>mlContext.Ranking.EvaluateRecommendations</c>, for models
/// of every kind. Users and items are those of the training, by 0-based indices in the order of their first rating.
/// </summary>
internal sealed class ListTest
{
    /// <summary>The length of the lists.</summary>
    public const int At = 10;

    // Of the scale from 1 to 5.
    private const float RelevantStars = 4;

    private readonly int[] _users;
    private readonly int[] _items;
    private readonly Dictionary<int, int> _itemIndices;
    private readonly RatingMatrix _training;
    private readonly RatingMatrix _test;
    private readonly float _relevantFrom;

    public ListTest(IDataView train, IDataView test)
    {
        var ratings = Read(train).ToList();
        _users = [.. ratings.Select(rating => rating.UserId).Distinct()];
        _items = [.. ratings.Select(rating => rating.ItemId).Distinct()];
        var userIndices = _users.Index().ToDictionary(user => user.Item, user => user.Index);
        _itemIndices = _items.Index().ToDictionary(item => item.Item, item => item.Index);
        _training = Create(ratings);
        _test = Create([.. Read(test).Where(rating => userIndices.ContainsKey(rating.UserId) && _itemIndices.ContainsKey(rating.ItemId))]);
        _relevantFrom = RatingScale.Of(_training.Values).ToLabel(RelevantStars);

        RatingMatrix Create(List<MovieLensRating> ratings) => RatingMatrix.Create(
            _users.Length,
            _items.Length,
            [.. ratings.Select(rating => userIndices[rating.UserId])],
            [.. ratings.Select(rating => _itemIndices[rating.ItemId])],
            [.. ratings.Select(rating => rating.Label)]);
    }

    public RecommendationMetrics Measure(TrainedModel trained, ListOrder order)
    {
        if (order != ListOrder.ChoiceAndRating)
            return Measure(RankByScore(trained));
        var recommender = trained.MLContext.Model.CreateRecommender<int, int>(trained.Transformer, trained.Schema);
        return Measure(user => [.. recommender.Recommend(_users[user], At).Select(title => _itemIndices[title.Item])]);
    }

    private RecommendationMetrics Measure(Func<int, int[]> listOf)
    {
        return RecommendationEvaluation.Evaluate(_training, _test, Rank, At, _relevantFrom);

        int Rank(int user, Span<int> top)
        {
            var list = listOf(user);
            list.CopyTo(top);
            return list.Length;
        }
    }

    /// <summary>Scores every user of the test with every item, and takes the best that the user has not rated in training.</summary>
    private Func<int, int[]> RankByScore(TrainedModel trained)
    {
        var users = _test.RatedRows();
        var pairs = users.SelectMany(user => _items.Select(item => new MovieLensRating { UserId = _users[user], ItemId = item }));
        using var scores = trained.ScoreOneByOne(trained.MLContext.Data.LoadFromEnumerable(pairs)).GetEnumerator();
        var lists = new int[_users.Length][];
        foreach (var user in users)
            lists[user] = Best(_training.ColumnsOf(user));
        return user => lists[user];

        int[] Best(ReadOnlySpan<int> rated)
        {
            var items = new int[At];
            var top = new TopItems(items, new float[At]);
            for (var item = 0; item < _items.Length && scores.MoveNext(); item++)
            {
                if (scores.Current >= top.Threshold && rated.BinarySearch(item) < 0)
                    top.Add(item, scores.Current);
            }

            top.Sort();
            return items[..top.Count];
        }
    }

    private static IEnumerable<MovieLensRating> Read(IDataView ratings)
    {
        var users = ratings.GetColumn<int>(nameof(MovieLensRating.UserId));
        var items = ratings.GetColumn<int>(nameof(MovieLensRating.ItemId));
        return users.Zip(items, ratings.GetColumn<float>(nameof(MovieLensRating.Label)))
            .Select(row => new MovieLensRating { UserId = row.First, ItemId = row.Second, Label = row.Third });
    }
}
