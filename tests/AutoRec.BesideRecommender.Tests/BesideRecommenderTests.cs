using System.Reflection;
using AutoRec.DataFrames;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

namespace AutoRec.Tests;

/// <summary>
/// An application that references AutoRec and Microsoft.ML.Recommender. That this file compiles is half of the test: no call in it is
/// ambiguous.
/// </summary>
[TestClass]
public sealed class BesideRecommenderTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Recommendation_OfAnMLContext_IsTheirs() =>
        Assert.AreEqual<Type>(typeof(RecommendationCatalog), _mlContext.Recommendation().GetType());

    [TestMethod]
    public void Recommendation_OfAnIHostEnvironment_IsOurs()
    {
        IHostEnvironment environment = _mlContext;
        Assert.AreEqual<Type>(typeof(RatingPredictionCatalog), environment.Recommendation().GetType());
    }

    [TestMethod]
    public void Trainers_OfTheirCatalog_HaveBothSideBySide()
    {
        var trainers = _mlContext.Recommendation().Trainers;
        Assert.IsInstanceOfType<MatrixFactorizationTrainer>(trainers.MatrixFactorization("Label", "user", "item"));
        Assert.IsInstanceOfType<MatrixFactorizationTrainer>(
            trainers.MatrixFactorization(new MatrixFactorizationTrainer.Options { ApproximationRank = 4 }));
        Assert.IsInstanceOfType<AutoRecTrainer>(trainers.AutoRec("Label", "user", "item"));
        Assert.IsInstanceOfType<AutoRecTrainer>(
            trainers.AutoRec(new AutoRecTrainer.Options { MatrixColumnIndexColumnName = "user", MatrixRowIndexColumnName = "item" }));
        Assert.IsInstanceOfType<AutoRecMatrixTrainer>(trainers.AutoRecMatrix("Ratings"));
        Assert.IsInstanceOfType<AutoRecTrainer>(_mlContext.Regression.Trainers.AutoRec("Label", "user", "item"));
    }

    [TestMethod]
    public void Pipelines_OfBothTrainers_PromiseTheSameColumns()
    {
        var keys = SmallRatings.KeyMapping(_mlContext);
        var theirs = keys.Append(_mlContext.Recommendation().Trainers.MatrixFactorization(
            labelColumnName: "Label", matrixColumnIndexColumnName: "user", matrixRowIndexColumnName: "item"));
        var ours = keys.Append(_mlContext.Recommendation().Trainers.AutoRec(
            labelColumnName: "Label", matrixColumnIndexColumnName: "user", matrixRowIndexColumnName: "item"));

        Assert.AreSequenceEqual(Promised(theirs), Promised(ours), SequenceOrder.InAnyOrder);

        IEnumerable<string> Promised(IEstimator<ITransformer> pipeline) => SchemaShapes
            .PromisedOf(pipeline, SmallRatings.Load(_mlContext, SmallRatings.Train))
            .Select(column => $"{column.Name}: {column.Kind} {column.ItemType} {column.IsKey}");
    }

    [TestMethod]
    public void FirstThreeParameters_OfBothTrainers_HaveTheSameNamesTypesAndOrder()
    {
        var theirs = Overloads(typeof(RecommendationCatalog.RecommendationTrainers), "MatrixFactorization")
            .MaxBy(parameters => parameters.Length)!.Take(3);
        var ours = Overloads(typeof(AutoRecCatalog), "AutoRec").Select(parameters => parameters[1..]); // without the extended catalog
        Assert.Contains(string.Join(", ", theirs), ours.Select(parameters => string.Join(", ", parameters)));

        static IEnumerable<string[]> Overloads(Type type, string method) => type
            .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(m => m.Name == method)
            .Select(m => m.GetParameters().Select(parameter => $"{parameter.ParameterType} {parameter.Name}").ToArray());
    }

    [TestMethod]
    [DataRow("LabelColumnName")]
    [DataRow("MatrixColumnIndexColumnName")]
    [DataRow("MatrixRowIndexColumnName")]
    public void Options_OfBothTrainers_NameTheColumnsAlike(string name) => Assert.AreEqual(
        typeof(MatrixFactorizationTrainer.Options).GetField(name)!.FieldType,
        typeof(AutoRecTrainer.Options).GetField(name)?.FieldType);

    [TestMethod]
    public void Trainers_OfOurCatalog_IsAProperty() =>
        Assert.IsNotNull(typeof(RatingPredictionCatalog).GetProperty(nameof(RecommendationCatalog.Trainers)));

    [TestMethod]
    [DataRow("Evaluate")]
    [DataRow("CrossValidate")]
    public void Methods_OfOurCatalog_HaveTheParametersOfTheirs(string method)
    {
        Assert.AreSequenceEqual(Parameters(typeof(RecommendationCatalog), method), Parameters(typeof(RatingPredictionCatalog), method));

        static IEnumerable<string> Parameters(Type type, string method) => type.GetMethod(method)!.GetParameters()
            .Select(parameter => $"{parameter.ParameterType} {parameter.Name} = {parameter.DefaultValue}");
    }

    [TestMethod]
    public void Evaluate_OfTheirCatalog_ReadsTheScoresOfBoth()
    {
        var (train, heldOut) = (SmallRatings.Load(_mlContext, SmallRatings.Train), SmallRatings.Load(_mlContext, SmallRatings.HeldOut));
        var theirs = SmallRatings.KeyMapping(_mlContext)
            .Append(_mlContext.Recommendation().Trainers.MatrixFactorization("Label", "user", "item")).Fit(train);
        var ours = _mlContext.Model.Load(Path.Combine(AppContext.BaseDirectory, "autorec-format-1.zip"), out _);

        Assert.AreEqual(RmseOfTheMean(), _mlContext.Recommendation().Evaluate(theirs.Transform(heldOut)).RootMeanSquaredError, 1e-6);
        var metrics = _mlContext.Recommendation().Evaluate(ours.Transform(heldOut));
        Assert.AreEqual(_mlContext.Regression.Evaluate(ours.Transform(heldOut)).RootMeanSquaredError, metrics.RootMeanSquaredError);
        Assert.IsInRange(0.1, 4, metrics.RootMeanSquaredError);

        static double RmseOfTheMean()
        {
            var mean = SmallRatings.Train.Average(rating => rating.Label);
            return Math.Sqrt(SmallRatings.HeldOut.Average(rating => Math.Pow(rating.Label - mean, 2)));
        }
    }

    [TestMethod]
    public void CrossValidate_OfTheirCatalog_TakesTheirPipeline()
    {
        var pipeline = SmallRatings.KeyMapping(_mlContext)
            .Append(_mlContext.Recommendation().Trainers.MatrixFactorization("Label", "user", "item"));
        Assert.HasCount(
            3, _mlContext.Recommendation().CrossValidate(SmallRatings.Load(_mlContext, SmallRatings.Train), pipeline, numberOfFolds: 3));
    }

    [TestMethod]
    public void ToDataFrame_OfTheirCrossValidation_CountsWhatEachModelHasNotSeen()
    {
        var keyed = SmallRatings.LoadKeyed(_mlContext, SmallRatings.All);
        var ours = CrossValidateByUser(keyed, CreateTrainer(ColdStart.Mean)).ToDataFrame("AutoRec", "user", "item");
        var theirs = CrossValidateByUser(keyed, _mlContext.Recommendation().Trainers.MatrixFactorization("Label", "user", "item"))
            .ToDataFrame("stand-in", "user", "item");

        Assert.AreEqual(SmallRatings.All.Count, ours["ColdRows"].Cast<int>().Sum());
        Assert.AreEqual(0, theirs["ColdRows"].Cast<int>().Sum(), "The stand-in scores every row.");
    }

    [TestMethod]
    public void ToDataFrame_OfTheirCrossValidationThatScoredNothing_IsAnErrorAndNotAnRmseOfZero()
    {
        var folds = CrossValidateByUser(SmallRatings.LoadKeyed(_mlContext, SmallRatings.All), CreateTrainer(ColdStart.NaN));
        Assert.AreEqual(0, folds[0].Metrics.RootMeanSquaredError);
        Assert.ThrowsExactly<InvalidOperationException>(() => folds.ToDataFrame("AutoRec", "user", "item"));
    }

    private IReadOnlyList<TrainCatalogBase.CrossValidationResult<RegressionMetrics>> CrossValidateByUser(
        IDataView keyed, IEstimator<ITransformer> trainer) =>
        _mlContext.Recommendation().CrossValidate(keyed, trainer, numberOfFolds: 3, samplingKeyColumnName: "UserId");

    private AutoRecTrainer CreateTrainer(ColdStart coldStart) =>
        _mlContext.Recommendation().Trainers.AutoRec(new AutoRecTrainer.Options
        {
            MatrixColumnIndexColumnName = "user",
            MatrixRowIndexColumnName = "item",
            HiddenLayers = [4],
            Epochs = 1,
            ColdStart = coldStart,
        });
}
