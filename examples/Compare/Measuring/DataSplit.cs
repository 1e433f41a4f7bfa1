using Microsoft.ML;

namespace AutoRec.Examples.Compare;

/// <summary>Ratings to train on and ratings to test with.</summary>
internal sealed class DataSplit
{
    private readonly Lazy<ListTest> _lists;

    public DataSplit(string name, IDataView train, IDataView test)
    {
        (Name, Train, Test) = (name, train, test);
        var mlContext = new MLContext();
        var keys = Pipeline.CreateKeys(mlContext).Fit(train);
        var (trained, tested) = (KeyedRatings.Read(keys.Transform(train)), KeyedRatings.Read(keys.Transform(test)));
        (TrainCount, TestLabels) = (trained.Labels.Length, tested.Labels);
        if (TrainCount == 0 || TestLabels.Length == 0)
        {
            throw new UserErrorException(
                $"The split '{name}' has {TrainCount} training ratings and {TestLabels.Length} test ratings; expected some of both.");
        }

        TrainMean = trained.Labels.Average();
        ColdCount = tested.Users.Zip(tested.Items).Count(pair => pair.First < 0 || pair.Second < 0);
        _lists = new(() => new ListTest(keys.GetOutputSchema(train.Schema), trained, tested));
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
}
