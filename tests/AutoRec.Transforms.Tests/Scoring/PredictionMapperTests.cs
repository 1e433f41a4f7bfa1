using AutoRec.DataViews;
using AutoRec.Recommending;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Scoring.Tests;

[TestClass]
public sealed class PredictionMapperTests
{
    [TestMethod]
    public void Read_ScoreAndProbabilities_ScoresEachRowOnce()
    {
        var mlContext = new MLContext();
        var rows = mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, 10).Select(n => new Row
        {
            User = (uint)(n % 2), // Loading adds 1.
            Item = (uint)(n / 2 % 3),
        }));
        var (model, keys) = (new CountingModel(), new MatrixKeys(KeyMap.All(3), KeyMap.All(2)));
        var levels = new RatingLevels([1, 2, 3, 4, 5], [0.2f, 0.2f, 0.2f, 0.2f, 0.2f]);
        var regression = LevelRegression.Unfitted(levels, model.LabelRange, mean: 3, deviation: 1);
        var mapper = new PredictionMapper(
            model, keys, new LevelModel(regression, new int[10], new int[15], "P"), rows.Schema, nameof(Row.User), nameof(Row.Item));

        var read = mlContext.Data.CreateEnumerable<Scored>(mapper.Map(rows), reuseRowObject: false).ToArray();

        Assert.HasCount(10, read);
        Assert.AreEqual(10, model.Count);
        foreach (var row in read)
        {
            Assert.AreEqual(1 + row.Item + row.User / 2f, row.Score);
            var expected = regression.Probabilities(row.Score, new int[5], new int[5]);
            Assert.AreSequenceEqual(expected.Select(probability => (float)probability), row.P);
        }
    }

    private sealed class CountingModel : IRatingModel
    {
        public int Count { get; private set; }

        public int ItemCount => 3;

        public int UserCount => 2;

        public RatingScale LabelRange => new(1, 5);

        public float GlobalMean => 3;

        public ColdStart ColdStart => ColdStart.Mean;

        public bool ClipToLabelRange => true;

        public bool HasItem(int item) => true;

        public bool HasUser(int user) => true;

        public float Score(int item, int user)
        {
            Count++;
            return 2 + item + ((user + 1) / 2f);
        }
    }

    private class Row
    {
        [KeyType(2)]
        public uint User { get; set; }

        [KeyType(3)]
        public uint Item { get; set; }
    }

    private sealed class Scored : Row
    {
        public float Score { get; set; }

        public float[] P { get; set; } = [];
    }
}
