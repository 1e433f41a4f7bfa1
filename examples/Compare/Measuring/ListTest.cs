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

    private readonly DataViewSchema _schema;
    private readonly string[] _users;
    private readonly string[] _items;
    private readonly Dictionary<string, int> _itemIndices;
    private readonly RatingMatrix _training;
    private readonly RatingMatrix _test;
    private readonly float _relevantFrom;

    /// <param name="schema">The schema of the ratings, with ids and keys.</param>
    /// <param name="train">The training ratings.</param>
    /// <param name="test">The test ratings.</param>
    public ListTest(DataViewSchema schema, KeyedRatings train, KeyedRatings test)
    {
        _schema = schema;
        _users = KeyIds.Read<string>(schema[Pipeline.User], "user");
        _items = KeyIds.Read<string>(schema[Pipeline.Item], "item");
        _itemIndices = _items.Index().ToDictionary(item => item.Item, item => item.Index);
        _training = Create(train);
        _test = Create(test);
        _relevantFrom = RatingScale.Of(_training.Values).ToLabel(RelevantStars);

        RatingMatrix Create(KeyedRatings ratings)
        {
            int[] known = [.. Enumerable.Range(0, ratings.Labels.Length).Where(row => ratings.Users[row] >= 0 && ratings.Items[row] >= 0)];
            return RatingMatrix.Create(
                _users.Length,
                _items.Length,
                Array.ConvertAll(known, row => ratings.Users[row]),
                Array.ConvertAll(known, row => ratings.Items[row]),
                Array.ConvertAll(known, row => ratings.Labels[row]));
        }
    }

    public RecommendationMetrics Measure(TrainedModel trained, ListOrder order)
    {
        if (order != ListOrder.ChoiceAndRating)
            return Measure(RankByScore(trained));
        var recommender = trained.MLContext.Model.CreateRecommender<string, string>(trained.Transformer, trained.Schema);
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
        var pairs = users.SelectMany(user => _items.Select(item => new TextRating { UserId = _users[user], ItemId = item }));
        using var scores = trained.ScoreOneByOne(Load(trained.MLContext, pairs)).GetEnumerator();
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

    /// <summary>Loads pairs with ids of the types that the ratings have.</summary>
    private IDataView Load(MLContext mlContext, IEnumerable<TextRating> pairs)
    {
        var view = mlContext.Data.LoadFromEnumerable(pairs);
        foreach (var column in (ReadOnlySpan<string>)[nameof(TextRating.UserId), nameof(TextRating.ItemId)])
        {
            if (!RatingFiles.IsText(_schema, column))
                view = mlContext.Transforms.Conversion.ConvertType(column, outputKind: DataKind.Int32).Fit(view).Transform(view);
        }

        return view;
    }
}
