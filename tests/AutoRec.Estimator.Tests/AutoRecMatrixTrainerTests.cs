using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

[TestClass]
public sealed class AutoRecMatrixTrainerTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    private AutoRecMatrixTrainer Trainer() => _mlContext.Recommendation().Trainers.AutoRecMatrix(new AutoRecMatrixTrainer.Options
    {
        HiddenLayers = [8],
        Epochs = 4,
        LearningRate = 0.01,
        BatchSize = 16,
        NumberOfThreads = 1,
        Seed = 1,
    });

    [TestMethod]
    public void Fit_CanceledWhileRowsAreRead_EndsBeforeTheLastRow()
    {
        using var source = new CancellationTokenSource();
        var read = 0;
        var trainer = _mlContext.Recommendation().Trainers.AutoRecMatrix(
            new AutoRecMatrixTrainer.Options { CancellationToken = source.Token, NumberOfThreads = 1 });
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Ratings)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, 3);
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(_mlContext.Data.LoadFromEnumerable(Rows(), schema)));
        Assert.IsLessThan(1000, read);

        IEnumerable<Row> Rows()
        {
            for (; read < 50_000_000; read++)
            {
                if (read == 100)
                    source.Cancel();
                yield return new() { Ratings = [1, 0, 5] };
            }
        }
    }

    private sealed class Row
    {
        public float[] Ratings { get; set; } = [];
    }

    private IDataView Pivot(IDataView keyed) => _mlContext.Transforms.PivotRatings("Ratings", "user", "item").Fit(keyed).Transform(keyed);

    [TestMethod]
    public void Fit_PivotOfTheSameRatings_GivesTheKeyedModelToTheBit()
    {
        var keyed = TrainingData.Mapped(_mlContext, TrainingData.Generate());
        var expected = _mlContext.Recommendation().Trainers.AutoRec(TrainingData.Small()).Fit(keyed).Model;
        var model = Trainer().Fit(Pivot(keyed)).Model;
        Assert.AreSequenceEqual(TrainingData.Weights(expected), TrainingData.Weights(model));
    }

    [TestMethod]
    public void EvaluateReconstruction_HeldOutRatings_GivesTheMetricsOfTheKeyedModel()
    {
        var all = _mlContext.Data.LoadFromEnumerable(TrainingData.Generate());
        var split = _mlContext.Data.TrainTestSplit(all, 0.3, seed: 2);
        var keys = TrainingData.Keys(_mlContext).Fit(split.TrainSet);
        var (train, test) = (keys.Transform(split.TrainSet), keys.Transform(split.TestSet));

        var keyed = _mlContext.Recommendation().Trainers.AutoRec(TrainingData.Small()).Fit(train);
        var expected = _mlContext.Recommendation().Evaluate(keyed.Transform(test));
        var matrix = Pivot(train);
        var actual = _mlContext.Regression.EvaluateReconstruction(Trainer().Fit(matrix), matrix, test);

        Assert.AreEqual(expected.RootMeanSquaredError, actual.RootMeanSquaredError, 1e-6);
        Assert.AreEqual(expected.RSquared, actual.RSquared, 1e-6);
    }

    [TestMethod]
    public void Fit_RatingsColumnThatIsNoVector_SaysWhatIsExpected()
    {
        var keyed = TrainingData.Mapped(_mlContext, TrainingData.Generate());
        var trainer = _mlContext.Recommendation().Trainers.AutoRecMatrix("Label");
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(keyed));
        Assert.Contains("'Label' is of type Single; expected a vector of Single of known length", error.Message);
    }

    [TestMethod]
    public void Fit_InAChain_SavesLoadsAndReconstructsTheSame()
    {
        var all = _mlContext.Data.LoadFromEnumerable(TrainingData.Generate());
        var model = TrainingData.Keys(_mlContext)
            .Append(_mlContext.Transforms.PivotRatings("Ratings", "user", "item"))
            .Append(Trainer())
            .Fit(all);
        using var file = new MemoryStream();
        _mlContext.Model.Save(model, all.Schema, file);
        file.Position = 0;
        var again = new MLContext().Model.Load(file, out _);

        var expected = model.Transform(all).GetColumn<VBuffer<float>>("Score").SelectMany(v => v.DenseValues()).ToArray();
        var actual = again.Transform(all).GetColumn<VBuffer<float>>("Score").SelectMany(v => v.DenseValues()).ToArray();
        Assert.AreSequenceEqual(expected, actual);
    }
}
