using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Spectre.Console;

namespace AutoRec.Examples.MovieLens;

/// <summary>Trains, compares with the baselines, saves and loads, and recommends.</summary>
internal sealed class TrainCommand(TrainSettings settings, IAnsiConsole console, CancellationToken cancellationToken)
{
    private readonly MLContext _mlContext = new(settings.Seed);
    private readonly LearningCurve _curve = new(inputsMasked: settings.Options.InputMasking > 0);
    private readonly Report _report = new(console);

    /// <returns>The results.</returns>
    public TrainFigures Run()
    {
        AtomicFile.CheckCanWrite(
            RatingSource.FilesOf(settings.Data, settings.Train, settings.Test),
            ("--save", settings.Save),
            ("--plot", settings.Plot),
            ("--json", settings.Json));
        List<string> warnings = [];
        _mlContext.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Warning)
                warnings.Add(message.RawMessage);
            else if (message is { Kind: ChannelMessageKind.Info } && message.Source.StartsWith("RatingFileLog", StringComparison.Ordinal))
                console.MarkupLineInterpolated($"Read {message.RawMessage}");
        };

        var (data, loadSeconds) = Measure(() => ExperimentData.Load(_mlContext, settings));
        _report.PrintData(data);
        var (model, trainSeconds) = Measure(() => Train(data));

        var scored = model.Transform(data.Test);
        var (metrics, scoreSeconds) = Measure(() => _mlContext.Recommendation().Evaluate(scored));
        warnings.ForEach(Warn);
        var network = model.LastTransformer.Model;
        var (train, test) = (KeyedRatings.Read(model.Transform(data.Train)), KeyedRatings.Read(scored));
        cancellationToken.ThrowIfCancellationRequested();

        SavedModel.Save(_mlContext, model, data.Train.Schema, settings.Save);
        var loaded = SavedModel.Load(settings.Save);
        CheckSameScores(scored, loaded.Transform(data.Test));

        var recommendations = Recommendations.Create(loaded, data.Titles);
        var figures = new TrainFigures
        {
            Dataset = data.Name,
            TrainRatings = data.TrainCount,
            TestRatings = data.TestCount,
            Rows = network.Variant == AutoRecVariant.ItemBased ? network.ItemCount : network.UserCount,
            Columns = network.Variant == AutoRecVariant.ItemBased ? network.UserCount : network.ItemCount,
            ItemFeatures = settings.Features,
            Variant = Arguments.NameOf(network.Variant),
            Engine = Arguments.NameOf(_curve.Engine),
            Epochs = _curve.Epochs,
            LoadSeconds = loadSeconds,
            TrainSeconds = trainSeconds,
            ScoreSeconds = scoreSeconds,
            Rmse = JsonReport.Number(metrics.RootMeanSquaredError),
            Mae = JsonReport.Number(metrics.MeanAbsoluteError),
            RSquared = JsonReport.Number(metrics.RSquared),
            ColdRows = test.CountCold(network),
            ModelBytes = new FileInfo(settings.Save).Length,
            PeakMemoryBytes = Process.GetCurrentProcess().PeakWorkingSet64,
            Lists = recommendations,
        };
        _report.PrintTraining(network, figures, _curve);
        _report.PrintMetrics([.. EvaluateBaselines(train, test), (Report.ModelName, metrics)], data.NoiseFloor, figures.ColdRows);
        _report.PrintSaved(settings.Save, figures);
        new RecommendationReport(console).Print(recommendations);

        if (settings.Plot is not null)
            Plot(settings.Plot, data, metrics);
        if (settings.Json is not null)
            JsonReport.Write(settings.Json, figures);
        return figures;
    }

    private TransformerChain<AutoRecPredictionTransformer<AutoRecModelParameters>> Train(ExperimentData data) =>
        ProgressDisplay.Show(console, show =>
        {
            settings.Options.CancellationToken = cancellationToken;
            settings.Options.Progress = progress =>
            {
                _curve.Add(progress);
                show(progress);
            };
            if (!settings.Features)
                return Pipeline.Create(_mlContext, settings.Options).Fit(data.Train);
            var train = JoinFeatures(data);
            settings.Options.MatrixRowFeaturesColumnName = "ItemFeatures";
            settings.Options.MatrixColumnFeaturesColumnName = train.Schema.GetColumnOrNull("UserFeatures")?.Name;
            return Pipeline.Create(_mlContext, settings.Options).Fit(train);
        });

    private IDataView JoinFeatures(ExperimentData data)
    {
        if (data.ItemFile is null)
            throw new UserErrorException($"--features: there is no {RatingSource.ItemFileNames} beside the ratings.");
        return RatingFiles.FindObstacleToFeatures(data.Train.Schema) is { } obstacle
            ? throw new UserErrorException($"--features: {obstacle}. Leave it out for ratings of your own.")
            : _mlContext.Data.JoinMovieLensFeatures(data.Train, Path.GetDirectoryName(Path.GetFullPath(data.ItemFile))!);
    }

    private IEnumerable<(string Name, RegressionMetrics Metrics)> EvaluateBaselines(KeyedRatings train, KeyedRatings test)
    {
        yield return ("Global mean", Baselines.Evaluate(_mlContext, withBiases: false, train, test));
        yield return ("User and item biases", Baselines.Evaluate(_mlContext, withBiases: true, train, test));
    }

    private void Plot(string path, ExperimentData data, RegressionMetrics metrics)
    {
        CurveImage.Save(path, $"Learning curve of AutoRec on {data.Name} ratings", _curve, metrics.RootMeanSquaredError);
        if (!PlotStyle.CanWriteText)
            Warn(PlotStyle.MissingFonts(path));
    }

    private static void Warn(string message) => Console.Error.WriteLine($"Warning: {message}");

    private static void CheckSameScores(IDataView expected, IDataView actual)
    {
        var (ours, theirs) = (expected.GetColumn<float>("Score"), actual.GetColumn<float>("Score"));
        if (!ours.SequenceEqual(theirs))
            throw new InvalidOperationException("The loaded model gives other scores than the trained model.");
    }

    private static (T Result, double Seconds) Measure<T>(Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        var result = work();
        return (result, clock.Elapsed.TotalSeconds);
    }
}
