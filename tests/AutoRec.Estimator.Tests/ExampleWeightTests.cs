using AutoRec.Interop;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace AutoRec.Tests;

/// <summary>Ratings with weights.</summary>
[TestClass]
public sealed class ExampleWeightTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly List<string> _log = [];

    public ExampleWeightTests() => _mlContext.Log += (_, e) =>
    {
        if (e.Kind == ChannelMessageKind.Warning)
            _log.Add(e.RawMessage);
    };

    [TestMethod]
    [DataRow(AutoRecVariant.ItemBased)]
    [DataRow(AutoRecVariant.UserBased)]
    public void Fit_EqualWeights_GivesTheUnweightedModelToTheBit(AutoRecVariant variant)
    {
        var ratings = Ratings(_ => 0.3f);
        Assert.AreSequenceEqual(Scores(One(variant, null), ratings), Scores(One(variant), ratings));
        Assert.AreSequenceEqual(
            TrainingData.Weights(One(variant, null).Fit(ratings).Model), TrainingData.Weights(One(variant).Fit(ratings).Model));
    }

    [TestMethod]
    public void Fit_BlendWithEqualWeights_GivesTheUnweightedScoresToTheBit()
    {
        var ratings = Ratings(_ => 7);
        Assert.AreSequenceEqual(Scores(Blend(null), ratings), Scores(Blend("Weight"), ratings));
    }

    [TestMethod]
    public void Fit_TenTimesTheWeights_GivesTheSameModel()
    {
        var (once, tenfold) = (Ratings(n => 1 + (n % 4)), Ratings(n => 10 * (1 + (n % 4))));
        var (expected, actual) = (Scores(One(), once), Scores(One(), tenfold));
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-4f);
    }

    [TestMethod]
    public void Fit_RatingsOfWeightZero_CountAsAbsent()
    {
        var expected = One().Fit(Ratings(_ => 1, n => n % 3 != 0)).Model;
        var actual = One().Fit(Ratings(n => n % 3 == 0 ? 0 : 1)).Model;
        Assert.AreSequenceEqual(TrainingData.Weights(expected), TrainingData.Weights(actual));
        Assert.Contains("Left out 300 rows whose 'Weight' is 0.", _log);
    }

    [TestMethod]
    [DataRow(TrainingEngine.Sparse)]
    [DataRow(TrainingEngine.Torch)]
    public void Fit_HeavyRatings_ArePredictedBetter(TrainingEngine engine)
    {
        var weighted = Ratings(n => n % 2 == 0 ? 20 : 1);
        Assert.IsLessThan(ErrorOfEven(One(engine: engine, weight: null)), ErrorOfEven(One(engine: engine)));

        double ErrorOfEven(AutoRecTrainer trainer) => trainer.Fit(weighted).Transform(weighted).GetColumn<float>("Score")
            .Zip(weighted.GetColumn<float>("Label"), (score, label) => Math.Pow(score - label, 2)).Where((_, n) => n % 2 == 0).Sum();
    }

    [TestMethod]
    public void Fit_BlendWithWeights_DiffersFromTheUnweighted()
    {
        var ratings = Ratings(n => 1 + (n % 4));
        Assert.AreNotSequenceEqual(Scores(Blend(null), ratings), Scores(Blend("Weight"), ratings));
    }

    [TestMethod]
    public void Fit_Validation_ReportsTheWeightedRmse()
    {
        var train = Ratings(_ => 1, n => n % 5 != 0);
        var validation = Ratings(n => n % 10 == 0 ? 9 : 1, n => n % 5 == 0);
        var options = Options();
        options.Epochs = 1;
        var model = _mlContext.Recommendation().Trainers.AutoRec(options).Fit(train, validation);
        var scored = model.Transform(validation);

        var squares = scored.GetColumn<float>("Score").Zip(scored.GetColumn<float>("Label"), (score, label) => Math.Pow(score - label, 2));
        var weights = scored.GetColumn<float>("Weight").ToArray();
        var expected = Math.Sqrt(squares.Zip(weights, (square, weight) => square * weight).Sum() / weights.Sum());
        Assert.AreEqual(expected, model.Card!.ValidationRmse!.Value, 1e-5);
    }

    [TestMethod]
    [DataRow(-1f)]
    [DataRow(float.NaN)]
    [DataRow(float.PositiveInfinity)]
    public void Fit_WeightThatIsNoWeight_SaysWhere(float weight)
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => One().Fit(Ratings(n => n == 17 ? weight : 1)));
        Assert.Contains(FormattableString.Invariant($"The weight in column 'Weight', row 17, is {weight}; expected"), error.Message);
    }

    [TestMethod]
    public void Fit_AllWeightsZero_SaysSo() => Assert.Contains(
        "There is no rating with a weight: 900 complete rows have a 'Weight' of 0",
        Assert.ThrowsExactly<InvalidOperationException>(() => One().Fit(Ratings(_ => 0))).Message);

    [TestMethod]
    [DataRow("Nowhere", "There is no example weight column 'Nowhere'")]
    [DataRow("UserId", "The example weight column 'UserId' is of type Int32; expected Single")]
    public void Fit_WrongWeightColumn_SaysWhatWasFound(string column, string says)
    {
        var (trainer, ratings) = (One(weight: column), Ratings(_ => 1));
        Assert.Contains(says, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.Fit(ratings)).Message);
        var shape = MLNetBorder.ShapeOf(ratings.Schema);
        Assert.Contains(says, Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(shape)).Message);
    }

    [TestMethod]
    public void Create_EmptyColumnName_IsRefused() => Assert.Contains(
        "ExampleWeightColumnName is empty", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => One(weight: "")).Message);

    [TestMethod]
    [RequiresMovieLens]
    public void Fit_RecencyWeights_PredictFutureRatings()
    {
        var ratings = _mlContext.Data.LoadMovieLens(RequiresMovieLensAttribute.DataPath("ml-100k"));
        var split = _mlContext.Data.SplitByTime(ratings, "Timestamp", testFraction: 0.1);
        var train = _mlContext.Transforms.RecencyWeight("Weight", "Timestamp", TimeSpan.FromDays(60)).Fit(split.TrainSet)
            .Transform(split.TrainSet);
        var options = Options();
        options.HiddenLayers = [64];
        (options.Epochs, options.LearningRate, options.BatchSize) = (15, null, null);
        var model = TrainingData.Keys(_mlContext).Append(_mlContext.Recommendation().Trainers.AutoRec(options)).Fit(train);
        var rmse = _mlContext.Recommendation().Evaluate(model.Transform(split.TestSet)).RootMeanSquaredError;
        Assert.IsGreaterThan(0.9, rmse);
        Assert.IsLessThan(1.05, rmse);
    }

    private AutoRecTrainer One(
        AutoRecVariant variant = AutoRecVariant.ItemBased, string? weight = "Weight", TrainingEngine engine = TrainingEngine.Sparse)
    {
        var options = Options();
        (options.Variant, options.ExampleWeightColumnName, options.Engine) = (variant, weight, engine);
        return _mlContext.Recommendation().Trainers.AutoRec(options);
    }

    private AutoRecBlendTrainer Blend(string? weight) => _mlContext.Recommendation().Trainers.AutoRecBlend(new AutoRecBlendTrainer.Options
    {
        MatrixColumnIndexColumnName = "user",
        MatrixRowIndexColumnName = "item",
        ExampleWeightColumnName = weight,
        Members = [TrainingData.Small(), TrainingData.Small(seed: 2)],
        NumberOfThreads = 1,
        Seed = 1,
    });

    private static AutoRecTrainer.Options Options()
    {
        var options = TrainingData.Small();
        options.ExampleWeightColumnName = "Weight";
        return options;
    }

    private static float[] Scores<TModel>(ITrainerEstimator<AutoRecPredictionTransformer<TModel>, TModel> trainer, IDataView ratings)
        where TModel : class, IRatingModel => TrainingData.Scores(trainer.Fit(ratings).Transform(ratings));

    /// <summary>The generated ratings with a weight by number, or a part of them with the same keys.</summary>
    private IDataView Ratings(Func<int, float> weight, Func<int, bool>? isTaken = null)
    {
        Weighted[] all = [.. TrainingData.Generate().Select((rating, n) => new Weighted
        {
            UserId = rating.UserId,
            ItemId = rating.ItemId,
            Label = rating.Label,
            Weight = weight(n),
        })];
        var keys = TrainingData.Keys(_mlContext).Fit(_mlContext.Data.LoadFromEnumerable(all));
        return keys.Transform(_mlContext.Data.LoadFromEnumerable(all.Where((_, n) => isTaken?.Invoke(n) ?? true).ToArray()));
    }

    internal sealed class Weighted
    {
        public int UserId { get; set; }
        public int ItemId { get; set; }
        public float Label { get; set; }
        public float Weight { get; set; }
    }
}
