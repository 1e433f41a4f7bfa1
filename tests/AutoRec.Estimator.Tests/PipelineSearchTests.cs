using System.Globalization;
using AutoRec.DataViews;
using AutoRec.Recommending;
using AutoRec.Scoring;
using AutoRec.Search;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace AutoRec.Tests;

[TestClass]
public sealed class PipelineSearchTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly string _journal = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.tsv");

    private IDataView Ratings => _mlContext.Data.LoadFromEnumerable(TrainingData.Generate());

    public void Dispose() => File.Delete(_journal);

    [TestMethod]
    public void Grid_TwoListsOfValues_HasEveryCombination()
    {
        var grid = Space().Vary("masking", (o, part) => o.InputMasking = part, 0.5, 0.7).Grid();
        Assert.AreSequenceEqual(
            ["hidden units 2, masking 0.5", "hidden units 2, masking 0.7", "hidden units 8, masking 0.5", "hidden units 8, masking 0.7"],
            grid.Select(setting => setting.Description));
        var options = grid[3].CreateOptions();
        Assert.AreEqual(8, options.HiddenLayers[0]);
        Assert.AreEqual(0.7, options.InputMasking);
        Assert.AreNotSame(options, grid[3].CreateOptions());
    }

    [TestMethod]
    public void Grid_ValuesBetweenBounds_IsRefused()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => Space().VaryBetween("λ", (o, lambda) => o.Lambda = lambda, 1, 9).Grid());
        Assert.Contains("'λ' varies between bounds", error.Message);
    }

    [TestMethod]
    public void Random_SameSeed_DrawsTheSameAndNoneTwice()
    {
        var space = Space().VaryBetween("λ", (o, lambda) => o.Lambda = lambda, 1, 1000, logarithmic: true);
        var settings = space.Random(50, seed: 3);
        Assert.AreSequenceEqual(
            settings.Select(setting => setting.Description), space.Random(50, seed: 3).Select(setting => setting.Description));
        Assert.HasCount(50, settings.Select(setting => setting.Description).Distinct());
        var lambdas = settings.Select(setting => setting.CreateOptions().Lambda!.Value).ToArray();
        Assert.IsTrue(lambdas.All(lambda => lambda is >= 1 and <= 1000));
        Assert.IsGreaterThan(10, lambdas.Count(lambda => lambda < 32));
    }

    [TestMethod]
    public void Run_CanceledInATraining_ContinuesInsideIt()
    {
        var folder = Directory.CreateTempSubdirectory("autorec-tests-").FullName;
        try
        {
            var expected = Run(null, _ => false).Trials.Select(trial => trial.Metric).ToArray();
            var epochs = new List<(int Units, int Epoch)>();
            Assert.Throws<OperationCanceledException>(() => Run(folder, last => last == (8, 2)));
            Assert.HasCount(1, Directory.GetDirectories(folder), "The finished training has deleted its folder.");
            var trials = Run(folder, last =>
            {
                epochs.Add(last);
                return false;
            }).Trials;
            Assert.AreSequenceEqual([(8, 3), (8, 4)], epochs);
            Assert.AreSequenceEqual(expected, trials.Select(trial => trial.Metric));
            Assert.IsEmpty(Directory.GetDirectories(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        SearchResult<AutoRecTrainer.Options> Run(string? folder, Func<(int Units, int Epoch), bool> cancels)
        {
            using var source = new CancellationTokenSource();
            var space = new SettingSpace<AutoRecTrainer.Options>(() =>
            {
                var options = TrainingData.Small();
                (options.CheckpointFolder, options.CheckpointEpochs) = (folder, 1);
                return options;
            }).Vary("hidden units", (options, units) =>
            {
                options.HiddenLayers = [units];
                options.Progress = progress => source.CancelIf(cancels((units, progress.Epoch)));
            }, 2, 8);
            return new PipelineSearch<AutoRecTrainer.Options>(
                (context, options) => TrainingData.Keys(context).Append(context.Recommendation().Trainers.AutoRec(options)))
            {
                Journal = folder is null ? null : _journal,
                CancellationToken = source.Token,
            }.Run(space.Grid(), SearchSplit.HoldOut(Ratings));
        }
    }

    [TestMethod]
    public void Random_MoreThanThereAre_GivesAllSettings() => Assert.HasCount(2, Space().Random(10));

    [TestMethod]
    public void Random_BetweenBounds_SetsTheDescribedValue()
    {
        foreach (var setting in Space().VaryBetween("λ", (o, lambda) => o.Lambda = lambda, 1.23456, 1.23567).Random(50))
        {
            var lambda = setting.CreateOptions().Lambda!.Value;
            Assert.AreEqual(setting.Values[1].Value, lambda.ToString(CultureInfo.InvariantCulture));
            Assert.IsTrue(lambda is >= 1.23456 and <= 1.23567);
        }
    }

    [TestMethod]
    public void Vary_ValuesWithoutDistinctTexts_AreRefusedUnlessNamed()
    {
        AutoRecTrainer.Options[][] members = [[new()], [new() { HiddenLayers = [8] }]];
        var space = new SettingSpace<AutoRecBlendTrainer.Options>(() => new());
        AssertRefused(
            "A value of type Options has no text", () => space.Vary("members", (o, value) => o.Members = value, members));
        AssertRefused(
            "Two of the values of 'widths' have the name '1-2-3'",
            () => space.Vary<int[][]>("widths", (_, _) => { }, [[1, 2], [3]], [[1], [2, 3]]));
        AssertRefused("There are no values of 'members'", () => space.Vary<int>("members", (_, _) => { }, (int[])[]));
        AssertRefused("has a tab or a line break", () => space.Vary("text", (_, _) => { }, "a\nb"));

        var grid = space.Vary("members", (o, value) => o.Members = value, ("plain", members[0]), ("narrow", members[1])).Grid();
        Assert.AreSequenceEqual(["members plain", "members narrow"], grid.Select(setting => setting.Description));
        Assert.AreEqual(8, grid[1].CreateOptions().Members[0].HiddenLayers[0]);
    }

    [TestMethod]
    public void Vary_NamedValuesWithUntypedSetter_Compiles()
    {
        var grid = new SettingSpace<object>(() => new()).Vary("text", (_, _) => { }, ("first", 1), ("second", 2)).Grid();
        Assert.AreSequenceEqual(["text first", "text second"], grid.Select(setting => setting.Description));
    }

    [TestMethod]
    public void Vary_SameNameTwice_IsRefused() =>
        AssertRefused("'hidden units' varies already", () => Space().Vary("hidden units", (_, _) => { }, 1));

    [TestMethod]
    public void Run_HoldOut_MeasuresTheRmseOfAManualEvaluation()
    {
        var splits = SearchSplit.HoldOut(Ratings, 0.2, seed: 2);
        var trials = Search().Run(Space().Grid(), splits).Trials;
        Assert.HasCount(2, trials);
        foreach (var trial in trials)
        {
            var context = new MLContext(1);
            var model = Pipeline(context, trial.Setting.CreateOptions()).Fit(splits[0].TrainSet);
            Assert.AreEqual(context.Regression.Evaluate(model.Transform(splits[0].TestSet)).RootMeanSquaredError, trial.Metric, 1e-9);
        }
    }

    [TestMethod]
    public void HoldOut_EverySeed_HasTheExactSize()
    {
        var few = _mlContext.Data.LoadFromEnumerable(TrainingData.Fifteen());
        for (var seed = 0; seed < 50; seed++)
        {
            var split = SearchSplit.HoldOut(few, 0.1, seed)[0];
            Assert.AreEqual(2, split.TestSet.GetRowCount());
            Assert.HasCount(13, split.TrainSet.GetColumn<float>("Label"));
        }

        var uncounted = _mlContext.Data.FilterRowsByColumn(few, "Label", lowerBound: 0);
        Assert.IsNull(uncounted.GetRowCount());
        Assert.HasCount(2, SearchSplit.HoldOut(uncounted)[0].TestSet.GetColumn<float>("Label"));
        Assert.AreSequenceEqual(OfSeed(1), OfSeed(1));
        Assert.AreNotSequenceEqual(OfSeed(1), OfSeed(2));

        (int, int)[] OfSeed(int seed) => TestPairs(SearchSplit.HoldOut(Ratings, seed: seed)[0]);
    }

    [TestMethod]
    public void HoldOut_OutOfRange_IsRefused()
    {
        foreach (var fraction in (double[])[0, 1, double.NaN])
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => SearchSplit.HoldOut(Ratings, fraction));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => SearchSplit.Folds(Ratings, 1));
        Assert.ThrowsExactly<InvalidOperationException>(
            () => SearchSplit.Folds(_mlContext.Data.LoadFromEnumerable(TrainingData.Fifteen()), 16));
    }

    [TestMethod]
    public void Folds_TestSets_AreDisjointCompleteAndOfEqualSize()
    {
        var folds = SearchSplit.Folds(Ratings, 7);
        Assert.AreSequenceEqual(
            TestPairs(new("all", Ratings, Ratings)), folds.SelectMany(TestPairs), SequenceOrder.InAnyOrder);
        Assert.IsTrue(folds.All(fold => fold.TestSet.GetRowCount() is 900 / 7 or 900 / 7 + 1));
        Assert.IsTrue(folds.All(fold => fold.TestSet.GetRowCount() + fold.TrainSet.GetRowCount() == 900));
        Assert.AreNotSequenceEqual(TestPairs(folds[0]), TestPairs(SearchSplit.Folds(Ratings, 7, seed: 2)[0]));
    }

    [TestMethod]
    public void Run_SplitsOfEachKind_MeasuresEachAndResumesEach()
    {
        var ratings = Ratings;
        SearchSplit[] splits =
        [
            Named("newest tenth", _mlContext.Data.SplitByTime(ratings, nameof(TrainingData.Rating.UserId))),
            Named("last of each user", _mlContext.Data.SplitLastRatings(ratings, nameof(TrainingData.Rating.UserId))),
            Named("tenth of each user", _mlContext.Data.SplitRatingsOfEachUser(ratings, nameof(TrainingData.Rating.UserId), seed: 1)),
        ];
        var trial = Search().Run(Space().Grid(), splits).Trials[0];
        Assert.HasCount(3, trial.Measurements.Select(measurement => measurement.Metric).Distinct());
        var again = Search(progress: progress => Assert.IsTrue(progress.FromJournal)).Run(Space().Grid(), splits).Trials[0];
        Assert.AreSequenceEqual(
            trial.Measurements.Select(measurement => measurement.Metric), again.Measurements.Select(measurement => measurement.Metric));
    }

    [TestMethod]
    public void Run_AnotherSplitOfTheSameNameAndLabels_IsNotTakenFromTheJournal()
    {
        var rows = TrainingData.Generate();
        foreach (var row in rows)
            row.Label = 1;
        var ratings = _mlContext.Data.LoadFromEnumerable(rows);
        foreach (var seed in (int[])[1, 2])
        {
            var split = _mlContext.Data.SplitRatingsOfEachUser(ratings, nameof(TrainingData.Rating.UserId), seed: seed);
            Search(progress: progress => Assert.IsFalse(progress.FromJournal)).Run(Space().Grid(), [Named("mine", split)]);
        }
    }

    [TestMethod]
    public void Run_FoldsAndSeeds_GivesMeanAndSpread()
    {
        var trial = Search(seeds: [1, 2]).Run(Space().Grid(), SearchSplit.Folds(Ratings, 3)).Trials[0];
        Assert.HasCount(6, trial.Measurements);
        double[] errors = [.. trial.Measurements.Select(measurement => measurement.Metric)];
        Assert.AreEqual(errors.Average(), trial.Metric, 1e-12);
        Assert.AreEqual(Math.Sqrt(errors.Sum(error => Math.Pow(error - errors.Average(), 2)) / 5), trial.MetricDeviation, 1e-12);
        Assert.HasCount(6, errors.Distinct());
    }

    [TestMethod]
    public void Run_Diverging_IsNaNAndNeverTheBest()
    {
        var result = Search().Run(Deviations(1e30, 0.01).Grid(), SearchSplit.HoldOut(Ratings));
        Assert.IsTrue(double.IsNaN(result.Trials[0].Metric));
        Assert.IsTrue(double.IsFinite(result.Trials[1].Metric));
        Assert.AreSame(result.Trials[1], result.Best);
    }

    [TestMethod]
    public void Best_AllDiverged_IsRefused()
    {
        var result = Search().Run(Deviations(1e30).Grid(), SearchSplit.HoldOut(Ratings));
        Assert.Contains("all 1 settings", Assert.ThrowsExactly<InvalidOperationException>(() => result.Best).Message);
    }

    [TestMethod]
    public void Best_OfFour_HasTheLeastMeanError()
    {
        var result = Search(seeds: [1, 2]).Run(
            Space().Vary("masking", (o, part) => o.InputMasking = part, 0.5, 0.9).Grid(), SearchSplit.HoldOut(Ratings));
        Assert.AreEqual(result.Trials.Min(trial => trial.Metric), result.Best.Metric);
    }

    [TestMethod]
    [DataRow(1.0, 2.0, 1, DisplayName = "the higher value")]
    [DataRow(-1.0, -2.0, 0, DisplayName = "the higher of two negative values")]
    [DataRow(3.0, 3.0, 0, DisplayName = "the first of equal values")]
    [DataRow(double.NaN, -2.0, 1, DisplayName = "a value instead of NaN")]
    [DataRow(0.1, double.NaN, 0, DisplayName = "a value instead of the last NaN")]
    public void Best_Maximize_HasTheHighestMetric(double first, double second, int best)
    {
        var objective = Measured(first, second);
        var result = new PipelineSearch<AutoRecTrainer.Options>(Pipeline) { Maximize = objective }
            .Run(Space().Grid(), SearchSplit.HoldOut(Ratings));
        Assert.AreSequenceEqual([first, second], result.Trials.Select(trial => trial.Metric));
        Assert.AreSame(result.Trials[best], result.Best);
        Assert.AreSame(objective, result.Objective);
    }

    [TestMethod]
    public void Best_MaximizeWithoutAnyNumber_IsRefused()
    {
        var result = new PipelineSearch<AutoRecTrainer.Options>(Pipeline) { Maximize = Measured(double.NaN, double.NaN) }
            .Run(Space().Grid(), SearchSplit.HoldOut(Ratings));
        Assert.Contains("or 'made up' is NaN,", Assert.ThrowsExactly<InvalidOperationException>(() => result.Best).Message);
    }

    [TestMethod]
    public void Run_MaximizeOfADivergedTraining_IsNaNWithoutAMeasurement()
    {
        var result = new PipelineSearch<AutoRecTrainer.Options>(Pipeline) { Maximize = Measured(0.5) }
            .Run(Deviations(1e30, 0.01).Grid(), SearchSplit.HoldOut(Ratings));
        Assert.AreSequenceEqual([double.NaN, 0.5], result.Trials.Select(trial => trial.Metric));
        Assert.AreSame(result.Trials[1], result.Best);
    }

    [TestMethod]
    public void Run_MaximizeTheNdcg_MeasuresTheListsOfTheModel()
    {
        const int At = 5;
        var ratings = TrainingData.Mapped(_mlContext, TrainingData.Generate());
        var split = SearchSplit.HoldOut(ratings, 0.2)[0];
        var search = new PipelineSearch<AutoRecTrainer.Options>((context, options) => context.Recommendation().Trainers.AutoRec(options))
        {
            Maximize = new("NDCG@5, relevant from 4", (_, model, data) => Measure(model, data).NormalizedDiscountedCumulativeGain),
        };
        var space = new SettingSpace<AutoRecTrainer.Options>(() => TrainingData.Small())
            .Vary("hidden units", (o, width) => o.HiddenLayers = [width], 2, 8);
        var result = search.Run(space.Grid(), [split]);

        var context = new MLContext(1);
        double[] expected = [.. result.Trials.Select(trial => Measure(
            context.Recommendation().Trainers.AutoRec(trial.Setting.CreateOptions()).Fit(split.TrainSet), split)
            .NormalizedDiscountedCumulativeGain)];
        Assert.AreSequenceEqual(expected, result.Trials.Select(trial => trial.Metric));
        Assert.AreEqual(expected.Max(), result.Best.Metric);
        Assert.IsTrue(expected.All(gain => gain is > 0 and < 1));

        static RecommendationMetrics Measure(ITransformer model, SearchSplit split)
        {
            var (training, heldOut) = (Matrix(split.TrainSet), Matrix(split.TestSet));
            var scorer = ((AutoRecPredictionTransformer<AutoRecModelParameters>)model).Model;
            return RecommendationEvaluation.Evaluate(training, heldOut, Rank, At, threshold: 4);

            int Rank(int user, Span<int> top)
            {
                var rated = training.ColumnsOf(user).ToArray();
                int[] best = [.. Enumerable.Range(0, training.ColumnCount).Except(rated)
                    .OrderByDescending(item => scorer.Score(item, user)).Take(top.Length)];
                best.CopyTo(top);
                return best.Length;
            }
        }
    }

    [TestMethod]
    [DataRow(null, "NDCG@10", "is a search journal of 'rmse'")]
    [DataRow("NDCG@10", null, "is a search journal of 'NDCG@10'")]
    [DataRow("NDCG@10", "NDCG@5", "'NDCG@10'; expected the tab-separated header 'split setting seed NDCG@5 seconds'. Use another")]
    public void Run_JournalOfAnotherMetric_IsRefusedAndUnchanged(string? written, string? searched, string says)
    {
        var splits = SearchSplit.HoldOut(Ratings);
        Maximizing(written).Run(Space().Grid(), splits);
        var content = File.ReadAllText(_journal);
        Assert.Contains(says, Assert.ThrowsExactly<InvalidDataException>(() => Maximizing(searched).Run(Space().Grid(), splits)).Message);
        Assert.AreEqual(content, File.ReadAllText(_journal));

        PipelineSearch<AutoRecTrainer.Options> Maximizing(string? name) => new(Pipeline)
        {
            Journal = _journal,
            Maximize = name is null ? null : Measured(1, 2) with { Name = name },
        };
    }

    [TestMethod]
    public void Run_JournalOfTheSameMetric_Continues()
    {
        var splits = SearchSplit.HoldOut(Ratings);
        new PipelineSearch<AutoRecTrainer.Options>(Pipeline) { Journal = _journal, Maximize = Measured(0.25, 0.5) }
            .Run(Space().Grid(), splits);
        Assert.AreEqual("split\tsetting\tseed\tmade up\tseconds", File.ReadAllLines(_journal)[0]);

        var again = new PipelineSearch<AutoRecTrainer.Options>(Pipeline) { Journal = _journal, Maximize = Measured() }
            .Run(Space().Grid(), splits);
        Assert.AreSequenceEqual([0.25, 0.5], again.Trials.Select(trial => trial.Metric));
    }

    [TestMethod]
    [DataRow("rmse", "'rmse' in Maximize is that of the minimized RMSE")]
    [DataRow("RMSE", "'RMSE' in Maximize is that of the minimized RMSE")]
    [DataRow("a\tb", "The name 'a\tb' in Maximize has a tab or a line break")]
    [DataRow(" ", "A name in Maximize is empty")]
    public void Run_MaximizeWithAnUnusableName_IsRefused(string name, string says) => AssertRefused(
        says,
        () => new PipelineSearch<AutoRecTrainer.Options>(Pipeline) { Maximize = Measured(1) with { Name = name } }
            .Run(Space().Grid(), SearchSplit.HoldOut(Ratings)));

    [TestMethod]
    public void Run_EvaluateAndMaximize_IsRefused()
    {
        var search = new PipelineSearch<AutoRecTrainer.Options>(Pipeline) { Maximize = Measured(1), Evaluate = (_, _, _) => null! };
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => search.Run(Space().Grid(), SearchSplit.HoldOut(Ratings)));
        Assert.Contains("Evaluate and Maximize are both set", error.Message);
    }

    [TestMethod]
    public void Run_ErrorOtherThanDivergence_EndsTheSearchAndIsNotKept()
    {
        var search = new PipelineSearch<AutoRecTrainer.Options>((_, _) => new BrokenEstimator()) { Journal = _journal };
        Assert.AreEqual(
            "broken",
            Assert.ThrowsExactly<InvalidOperationException>(() => search.Run(Space().Grid(), SearchSplit.HoldOut(Ratings))).Message);
        Assert.HasCount(1, File.ReadAllLines(_journal));
    }

    [TestMethod]
    public void Run_LastSettingOutOfRange_IsRefusedBeforeTraining()
    {
        var space = Space().Vary("masking", (o, part) => o.InputMasking = part, 0.5, 1);
        var trained = 0;
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => Search(progress: _ => trained++).Run(space.Grid(), SearchSplit.HoldOut(Ratings)));
        Assert.Contains("The option InputMasking is 1", error.Message);
        Assert.AreEqual(0, trained);
    }

    [TestMethod]
    [DataRow(false, "hold-out: None of the 900 rated rows has a score", DisplayName = "the default evaluation")]
    [DataRow(true, "Evaluate counted no row for 'hidden units 2' on 'hold-out'", DisplayName = "ML.NET's evaluation, an RMSE of 0")]
    public void Run_ModelThatScoresNothing_IsAnErrorAndNotKept(bool evaluateWithMLNet, string says)
    {
        var strangers = TrainingData.Generate();
        Array.ForEach(strangers, rating => rating.UserId += 1_000_000);
        var split = new SearchSplit("hold-out", Ratings, _mlContext.Data.LoadFromEnumerable(strangers));
        var search = new PipelineSearch<AutoRecTrainer.Options>((mlContext, options) =>
        {
            options.ColdStart = ColdStart.NaN;
            return Pipeline(mlContext, options);
        })
        {
            Journal = _journal,
            Evaluate = evaluateWithMLNet ? (mlContext, model, data) => mlContext.Regression.Evaluate(model.Transform(data.TestSet)) : null,
        };

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => search.Run(Space().Grid(), [split]));

        Assert.StartsWith(says, error.Message);
        Assert.HasCount(1, File.ReadAllLines(_journal));
    }

    [TestMethod]
    public void Run_ModelWithoutColdScores_IsMeasuredWithTheMean()
    {
        // With so few ratings, many held-out ratings have no score.
        var few = _mlContext.Data.LoadFromEnumerable(TrainingData.Generate(users: 100, items: 100, ratings: 250));
        var split = SearchSplit.HoldOut(few, 0.5)[0];
        var space = new SettingSpace<AutoRecTrainer.Options>(() => TrainingData.Small()).Vary(
            "cold start", (o, policy) => o.ColdStart = policy, ColdStart.NaN);
        var trial = Search().Run(space.Grid(), [split]).Best;

        var scored = Pipeline(new MLContext(1), trial.Setting.CreateOptions()).Fit(split.TrainSet).Transform(split.TestSet);
        var scores = TrainingData.Scores(scored);
        var mean = split.TrainSet.GetColumn<float>("Label").Average();
        var errors = scored.GetColumn<float>("Label").Zip(scores, (label, score) => label - (float.IsNaN(score) ? mean : score)).ToArray();
        Assert.Contains(float.NaN, scores);
        Assert.AreEqual(Math.Sqrt(errors.Sum(error => (double)error * error) / errors.Length), trial.Metric, 1e-5);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Run_OnlyScoresAreMeasured_TrainsNoChoiceModel(bool withProbabilities)
    {
        var options = TrainingData.Small();
        options.ProbabilitiesColumnName = withProbabilities ? "probabilities" : null;
        var space = new SettingSpace<AutoRecTrainer.Options>(() => options).Vary("hidden units", (o, width) => o.HiddenLayers = [width], 8);
        var split = SearchSplit.HoldOut(Ratings)[0];
        var (quick, quickLog) = Run(null);
        var (whole, wholeLog) = Run((context, model, data) => context.Regression.Evaluate(model.Transform(data.TestSet)));
        Assert.AreEqual(whole.Metric, quick.Metric);
        Assert.HasCount(1, wholeLog);
        Assert.HasCount(withProbabilities ? 1 : 0, quickLog); // Transformers of the pipeline may read the probabilities.
        Assert.IsNotNull(Recommendation(quick));

        (SearchTrial<AutoRecTrainer.Options> Best, List<string> Log) Run(
            Func<MLContext, ITransformer, SearchSplit, RegressionMetrics>? evaluate)
        {
            var log = new List<string>();
            var search = new PipelineSearch<AutoRecTrainer.Options>((mlContext, one) =>
            {
                mlContext.Log += (_, line) =>
                {
                    if (line.RawMessage.StartsWith("Choice model", StringComparison.Ordinal))
                        log.Add(line.RawMessage);
                };
                return Pipeline(mlContext, one);
            })
            {
                Evaluate = evaluate,
            };
            return (search.Run(space.Grid(), [split]).Best, log);
        }

        object? Recommendation(SearchTrial<AutoRecTrainer.Options> best) =>
            ((IRecommendingTransformer)Pipeline(_mlContext, best.Setting.CreateOptions()).Fit(Ratings).LastTransformer).Recommendation;
    }

    [TestMethod]
    public void Run_PipelineThatPivots_IsMeasuredByItsReconstruction()
    {
        var mapped = TrainingData.Mapped(_mlContext, TrainingData.Generate());
        var split = SearchSplit.HoldOut(mapped)[0];
        var space = new SettingSpace<AutoRecMatrixTrainer.Options>(() => new() { RatingsColumnName = "ratings", Epochs = 5, Seed = 1 })
            .Vary("hidden units", (o, width) => o.HiddenLayers = [width], 2, 8);
        var search = new PipelineSearch<AutoRecMatrixTrainer.Options>(
            (mlContext, options) => mlContext.Transforms.PivotRatings("ratings", "user", "item")
            .Append(mlContext.Recommendation().Trainers.AutoRecMatrix(options)))
        {
            Evaluate = (mlContext, model, data) => mlContext.Regression.EvaluateReconstruction(model, data.TrainSet, data.TestSet),
        };
        var matrix = search.Run(space.Grid(), [split]).Best;

        var keyed = _mlContext.Recommendation().Trainers.AutoRec(new AutoRecTrainer.Options
        {
            MatrixColumnIndexColumnName = "user",
            MatrixRowIndexColumnName = "item",
            HiddenLayers = matrix.Setting.CreateOptions().HiddenLayers,
            Epochs = 5,
            Seed = 1,
        });
        Assert.AreEqual(
            _mlContext.Regression.Evaluate(keyed.Fit(split.TrainSet).Transform(split.TestSet)).RootMeanSquaredError, matrix.Metric, 1e-6);
    }

    [TestMethod]
    public void Run_MembersOfABlend_TrainsEachListAndTakesTheBetter()
    {
        var narrow = TrainingData.Small();
        var constant = TrainingData.Small();
        (constant.Baseline, constant.LearningRate, constant.InitialStandardDeviation) = (BaselineKind.GlobalMean, 1e-9, 1e-30);
        var space = new SettingSpace<AutoRecBlendTrainer.Options>(
            () => new() { MatrixColumnIndexColumnName = "user", MatrixRowIndexColumnName = "item" })
            .Vary<AutoRecTrainer.Options[]>("members", (o, members) => o.Members = members, ("useless", [constant]), ("useful", [narrow]));
        var search = new PipelineSearch<AutoRecBlendTrainer.Options>(
            (mlContext, options) => TrainingData.Keys(mlContext).Append(mlContext.Recommendation().Trainers.AutoRecBlend(options)));
        var result = search.Run(space.Grid(), SearchSplit.HoldOut(Ratings));
        Assert.AreEqual("members useful", result.Best.Setting.Description);
        Assert.IsTrue(result.Trials.All(trial => double.IsFinite(trial.Metric)));
    }

    [TestMethod]
    public void Run_PipelineThatCannotBeMeasured_SaysTheRemedy()
    {
        var (grid, splits) = (Space().Grid(), SearchSplit.HoldOut(TrainingData.Mapped(_mlContext, TrainingData.Generate())));
        var pivots = new PipelineSearch<AutoRecTrainer.Options>(
            (mlContext, _) => mlContext.Transforms.PivotRatings("ratings", "user", "item")
            .Append(
                mlContext.Recommendation().Trainers
                    .AutoRecMatrix(new AutoRecMatrixTrainer.Options { RatingsColumnName = "ratings", Epochs = 1 })));
        AssertSays("has no column 'Label'", "or Evaluate for a pivot", pivots);
        AssertSays("has no column 'Rating'", "Set LabelColumnName", new(Pipeline) { LabelColumnName = "Rating" });
        AssertSays("createPipeline returned null for 'hidden units 2'", "expected a pipeline", new((_, _) => null!));
        AssertSays("Evaluate returned null for 'hidden units 2'", "expected metrics", new(Pipeline) { Evaluate = (_, _, _) => null! });

        void AssertSays(string what, string remedy, PipelineSearch<AutoRecTrainer.Options> search)
        {
            var error = Assert.ThrowsExactly<InvalidOperationException>(() => search.Run(grid, splits), what).Message;
            Assert.Contains(what, error);
            Assert.Contains(remedy, error);
        }
    }

    [TestMethod]
    [DataRow(0, DisplayName = "no rows")]
    [DataRow(1, DisplayName = "a missing rating")]
    public void Run_SplitWithoutTestRatings_IsRefusedBeforeTraining(int count)
    {
        var trained = 0;
        var rows = Enumerable.Repeat(new TrainingData.Rating { UserId = 1, ItemId = 1, Label = float.NaN }, count);
        var split = SearchSplit.HoldOut(Ratings)[0] with { TestSet = _mlContext.Data.LoadFromEnumerable(rows.ToArray()) };
        AssertRefused(
            "The TestSet of the split 'hold-out 0.1, seed 1' has no rating",
            () => Search(progress: _ => trained++).Run(Space().Grid(), [split]));
        Assert.AreEqual(0, trained);
    }

    [TestMethod]
    public void Run_OtherRatingsOfTheSameName_AreNotTakenFromTheJournal()
    {
        var others = _mlContext.Data.LoadFromEnumerable(TrainingData.Generate(users: 50));
        var first = Search().Run(Space().Grid(), SearchSplit.HoldOut(Ratings));
        var second = Search(progress: progress => Assert.IsFalse(progress.FromJournal)).Run(Space().Grid(), SearchSplit.HoldOut(others));
        var again = Search(progress: progress => Assert.IsTrue(progress.FromJournal)).Run(Space().Grid(), SearchSplit.HoldOut(Ratings));

        Assert.AreNotEqual(first.Best.Metric, second.Best.Metric);
        Assert.AreEqual(first.Best.Metric, again.Best.Metric);
        Assert.AreEqual("hold-out 0.1, seed 1", again.Best.Measurements[0].Split);
    }

    [TestMethod]
    public void Run_NothingToDoOrRepeatedNames_IsRefused()
    {
        var (grid, splits) = (Space().Grid(), SearchSplit.HoldOut(Ratings));
        AssertRefused("There are no settings", () => Search().Run([], splits));
        AssertRefused("There are no splits", () => Search().Run(grid, []));
        AssertRefused("There are no seeds", () => Search(seeds: []).Run(grid, splits));
        AssertRefused("Two of the seeds have the name '2'", () => Search(seeds: [2, 2]).Run(grid, splits));
        AssertRefused("Two of the splits have the name 'hold-out 0.1, seed 1'", () => Search().Run(grid, [splits[0], splits[0]]));
        AssertRefused("has a tab or a line break", () => Search().Run(grid, [splits[0] with { Name = "a\tb" }]));
        AssertRefused("Two of the settings have the name 'hidden units 2'", () => Search().Run([.. grid, .. Space().Grid()], splits));
        Assert.IsFalse(File.Exists(_journal));
    }

    [TestMethod]
    public void Run_Interrupted_ContinuesFromItsJournal()
    {
        using var source = new CancellationTokenSource();
        var interrupted = Search(progress: progress =>
        {
            if (progress.Done == 3)
                source.Cancel();
        }, cancellation: source.Token, seeds: [1, 2]);
        var splits = SearchSplit.HoldOut(Ratings);
        Assert.Throws<OperationCanceledException>(() => interrupted.Run(Space().Grid(), splits));
        Assert.HasCount(1 + 3, File.ReadAllLines(_journal));
        File.AppendAllText(_journal, "hold-out 0.1, seed 1\thidden uni"); // an incomplete line, as after a kill

        var (trained, known) = (new HashSet<AutoRecTrainer.Options>(), new List<bool>());
        var search = new PipelineSearch<AutoRecTrainer.Options>((context, options) =>
        {
            options.Progress = _ => trained.Add(options);
            return Pipeline(context, options);
        })
        { Journal = _journal, Seeds = [1, 2], Progress = progress => known.Add(progress.FromJournal) };
        var result = search.Run(Space().Grid(), splits);
        Assert.HasCount(1, trained);
        Assert.AreSequenceEqual([true, true, true, false], known);
        var whole = Search(seeds: [1, 2], journal: false).Run(Space().Grid(), splits);
        Assert.AreSequenceEqual(whole.Trials.Select(trial => trial.Metric), result.Trials.Select(trial => trial.Metric));
    }

    [TestMethod]
    public void Run_JournalThatAnotherSearchHasOpen_IsRefused()
    {
        var splits = SearchSplit.HoldOut(Ratings);
        var errors = new List<IOException>();
        Search(
            progress: _ =>
                errors.Add(Assert.ThrowsExactly<IOException>(() => Search().Run(Space().Grid(), splits)))).Run(Space().Grid(), splits);
        Assert.HasCount(2, errors);
        Assert.Contains("If another search writes to it", errors[0].Message);
        Assert.HasCount(1 + 2, File.ReadAllLines(_journal));
    }

    [TestMethod]
    [DataRow("\uFEFFsplit\tsetting\tseed\trmse\tseconds\r\nSPLIT\thidden units 2\t1\t0.5\t1\r\n", 0.5)]
    [DataRow("split\tsetting\tse", null)]
    public void Run_JournalSavedByAnEditorOrJustBegun_Continues(string content, double? known)
    {
        var splits = SearchSplit.HoldOut(Ratings);
        Search().Run(Space().Grid(), splits);
        var nameInJournal = File.ReadAllLines(_journal)[1].Split('\t')[0];
        File.WriteAllText(_journal, content.Replace("SPLIT", nameInJournal));
        var first = Search().Run(Space().Grid(), splits);
        Assert.AreEqual(known ?? Search(journal: false).Run(Space().Grid(), splits).Trials[0].Metric, first.Trials[0].Metric);
        Assert.AreSequenceEqual(
            first.Trials.Select(trial => trial.Metric),
            Search(progress: progress => Assert.IsTrue(progress.FromJournal)).Run(Space().Grid(), splits).Trials
                .Select(trial => trial.Metric));
    }

    [TestMethod]
    public void Run_CanceledAfterATraining_KeepsItsMeasurement()
    {
        using var source = new CancellationTokenSource();
        var search = new PipelineSearch<AutoRecTrainer.Options>(Pipeline)
        {
            Journal = _journal,
            CancellationToken = source.Token,
            Evaluate = (mlContext, model, split) =>
            {
                source.Cancel();
                return mlContext.Regression.Evaluate(model.Transform(split.TestSet));
            },
        };
        Assert.Throws<OperationCanceledException>(() => search.Run(Space().Grid(), SearchSplit.HoldOut(Ratings)));
        Assert.HasCount(1 + 1, File.ReadAllLines(_journal));
    }

    [TestMethod]
    [DataRow("my notes\n")]
    [DataRow("my notes, of one line")]
    [DataRow("\n\n")]
    [DataRow("a\tb\t1\t0.9\t1\n")]
    public void Run_FileThatIsNoJournal_IsRefusedAndUnchanged(string content)
    {
        File.WriteAllText(_journal, content);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Search().Run(Space().Grid(), SearchSplit.HoldOut(Ratings)));
        Assert.Contains("is not a search journal", error.Message);
        Assert.AreEqual(content, File.ReadAllText(_journal));
    }

    [TestMethod]
    public void Run_JournalWithALineThatIsNoMeasurement_NamesTheLine()
    {
        const string Content = "split\tsetting\tseed\trmse\tseconds\nhold-out 0.1, seed 1\thidden units 2\tone\t0.9\t1\n";
        File.WriteAllText(_journal, Content);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Search().Run(Space().Grid(), SearchSplit.HoldOut(Ratings)));
        Assert.Contains("line 2: 'hold-out 0.1", error.Message);
        Assert.AreEqual(Content, File.ReadAllText(_journal));
    }

    [TestMethod]
    public void Run_CanceledInTheMiddleOfATraining_EndsThere()
    {
        using var source = new CancellationTokenSource();
        var epochs = 0;
        var space = new SettingSpace<AutoRecTrainer.Options>(() =>
        {
            var options = TrainingData.Small();
            options.Epochs = 100_000;
            options.Progress = _ =>
            {
                epochs++;
                source.Cancel();
            };
            return options;
        }).Vary("hidden units", (o, width) => o.HiddenLayers = [width], 2);
        Assert.Throws<OperationCanceledException>(() => Search(cancellation: source.Token).Run(space.Grid(), SearchSplit.HoldOut(Ratings)));
        Assert.AreEqual(1, epochs);
    }

    [TestMethod]
    public void Run_CanceledTrainingThatKeepsItsModel_IsNoMeasurement()
    {
        using var source = new CancellationTokenSource();
        var space = new SettingSpace<AutoRecTrainer.Options>(() =>
        {
            var options = TrainingData.Small();
            options.KeepModelWhenCanceled = true;
            options.Progress = progress => source.CancelIf(progress.Epoch == 2);
            return options;
        }).Vary("hidden units", (o, width) => o.HiddenLayers = [width], 2);
        Assert.Throws<OperationCanceledException>(() => Search(cancellation: source.Token).Run(space.Grid(), SearchSplit.HoldOut(Ratings)));
        Assert.HasCount(1, File.ReadAllLines(_journal), "Only the header.");
    }

    [TestMethod]
    public void Run_CanceledPipelineThatKeepsItsModel_IsNoMeasurement()
    {
        using var source = new CancellationTokenSource();
        var options = TrainingData.Small();
        (options.KeepModelWhenCanceled, options.CancellationToken) = (true, source.Token);
        options.Progress = progress => source.CancelIf(progress.Epoch == 2);
        var search = new PipelineSearch<Wrapped>(
            (context, of) => TrainingData.Keys(context).Append(context.Recommendation().Trainers.AutoRec(of.Options)))
        {
            Journal = _journal,
            CancellationToken = source.Token,
        };
        var space = new SettingSpace<Wrapped>(() => new(options)).Vary("name", (_, _) => { }, "one");
        Assert.Throws<OperationCanceledException>(() => search.Run(space.Grid(), SearchSplit.HoldOut(Ratings)));
        Assert.HasCount(1, File.ReadAllLines(_journal), "Only the header.");
    }

    private sealed record Wrapped(AutoRecTrainer.Options Options);

    private static void AssertRefused(string says, Func<object> act) =>
        Assert.Contains(says, Assert.ThrowsExactly<ArgumentException>(act, says).Message);

    /// <summary>An objective with these values, one for each call.</summary>
    private static SearchObjective Measured(params double[] values)
    {
        var next = 0;
        return new("made up", (_, _, _) => values[next++]);
    }

    private static SearchSplit Named(string name, DataOperationsCatalog.TrainTestData split) => new(name, split.TrainSet, split.TestSet);

    private static (int User, int Item)[] TestPairs(SearchSplit split)
    {
        var users = split.TestSet.GetColumn<int>(nameof(TrainingData.Rating.UserId));
        return [.. users.Zip(split.TestSet.GetColumn<int>(nameof(TrainingData.Rating.ItemId)))];
    }

    /// <summary>Reads ratings with the keys "user" and "item", users × items.</summary>
    private static RatingMatrix Matrix(IDataView ratings)
    {
        using var channel = ((IHostEnvironment)new MLContext()).Start("test");
        var reader = new RatingReader(ratings.Schema, "user", "item", "Label");
        var (users, items) = (KeyMap.All(reader.RowKeyCount), KeyMap.All(reader.ColumnKeyCount));
        return reader.Read(ratings, channel, rows: users, columns: items).Ratings;
    }

    /// <summary>Networks with these standard deviations of the initial weights.</summary>
    private static SettingSpace<AutoRecTrainer.Options> Deviations(params double[] values) =>
        new SettingSpace<AutoRecTrainer.Options>(() => TrainingData.Small()).Vary("deviation", (o, deviation) =>
    {
        o.EncoderActivation = Activation.Identity;
        o.HiddenLayers = [8, 8, 8, 8];
        o.InitialStandardDeviation = deviation;
    }, values);

    private static SettingSpace<AutoRecTrainer.Options> Space() => new SettingSpace<AutoRecTrainer.Options>(() =>
    {
        var options = TrainingData.Small();
        options.Seed = null;
        options.Baseline = BaselineKind.GlobalMean; // With biases, so few ratings may leave the network no share, and seeds no difference.
        return options;
    }).Vary("hidden units", (o, width) => o.HiddenLayers = [width], 2, 8);

    private static EstimatorChain<AutoRecPredictionTransformer<AutoRecModelParameters>> Pipeline(
        MLContext mlContext, AutoRecTrainer.Options options) =>
        TrainingData.Keys(mlContext).Append(mlContext.Recommendation().Trainers.AutoRec(options));

    private PipelineSearch<AutoRecTrainer.Options> Search(
        IReadOnlyList<int>? seeds = null,
        Action<SearchProgress>? progress = null,
        CancellationToken? cancellation = null,
        bool journal = true) => new(Pipeline)
        {
            Seeds = seeds ?? [1],
            Journal = journal ? _journal : null,
            Progress = progress,
            CancellationToken = cancellation ?? CancellationToken.None,
        };

    private sealed class BrokenEstimator : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => throw new InvalidOperationException("broken");

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }
}
