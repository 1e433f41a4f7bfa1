using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples.Compare;

/// <summary>Ratings to train on and ratings to test with.</summary>
internal sealed class DataSplit
{
    private readonly Lazy<ListTest> _lists;

    public DataSplit(string name, IDataView train, IDataView test)
    {
        (Name, Train, Test) = (name, train, test);
        var labels = ReadLabels(train);
        (TrainCount, TestLabels) = (labels.Length, ReadLabels(test));
        if (TrainCount == 0 || TestLabels.Length == 0)
        {
            throw new UserErrorException(
                $"The split '{name}' has {TrainCount} training ratings and {TestLabels.Length} test ratings; expected some of both.");
        }

        TrainMean = labels.Average();
        ColdCount = CountCold(train, test);
        _lists = new(() => new ListTest(train, test));
    }

    public string Name { get; }

    public IDataView Train { get; }

    public IDataView Test { get; }

    public int TrainCount { get; }

    public float TrainMean { get; }

    public float[] TestLabels { get; }

    /// <summary>The number of test ratings whose user or item has no training rating.</summary>
    public int ColdCount { get; }

    public ListTest Lists => _lists.Value;

    private static int CountCold(IDataView train, IDataView test) =>
        ColdRows.Count(Users(train), Items(train), Users(test), Items(test));

    private static IEnumerable<int> Users(IDataView ratings) => ratings.GetColumn<int>(nameof(MovieLensRating.UserId));

    private static IEnumerable<int> Items(IDataView ratings) => ratings.GetColumn<int>(nameof(MovieLensRating.ItemId));

    private static float[] ReadLabels(IDataView ratings) => [.. ratings.GetColumn<float>(nameof(MovieLensRating.Label))];
}
