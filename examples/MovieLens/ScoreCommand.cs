using System.Diagnostics;
using Microsoft.ML;

namespace AutoRec.Examples.MovieLens;

/// <summary>Evaluates a saved model, without training.</summary>
internal static class ScoreCommand
{
    public static ScoreFigures Run(string modelFile, string testFile, string? json)
    {
        AtomicFile.CheckCanWrite([modelFile, testFile], ("--json", json));
        var model = SavedModel.Load(modelFile);
        var ratings = model.Context.Data.LoadMovieLens(testFile);

        var clock = Stopwatch.StartNew();
        var scored = model.Transform(ratings);
        var metrics = model.Context.Recommendation().Evaluate(scored);
        var seconds = clock.Elapsed.TotalSeconds;

        var test = KeyedRatings.Read(scored, model.UserColumn, model.ItemColumn);
        var figures = new ScoreFigures
        {
            Rmse = JsonReport.Number(metrics.RootMeanSquaredError),
            Mae = JsonReport.Number(metrics.MeanAbsoluteError),
            RSquared = JsonReport.Number(metrics.RSquared),
            RowsScored = test.Labels.Length,
            ColdRows = test.CountCold(model.Model),
            Seconds = seconds,
        };
        if (json is not null)
            JsonReport.Write(json, figures);
        return figures;
    }
}
