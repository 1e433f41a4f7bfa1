using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace AutoRec.Examples.MovieLens;

/// <summary>Evaluates a saved model, without training.</summary>
internal static class ScoreCommand
{
    public static ScoreFigures Run(string modelFile, string testFile, RatingFileOptions options, string? json, bool withLists)
    {
        AtomicFile.CheckCanWrite([modelFile, testFile], ("--json", json));
        var model = SavedModel.Load(modelFile);
        var ratings = LoadFor(model, testFile, options);

        model.Context.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Warning)
                Console.Error.WriteLine($"Warning: {message.RawMessage}");
        };

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
            RowsScored = scored.GetColumn<float>("Score").Count(score => !float.IsNaN(score)),
            ColdRows = test.CountCold(model.Model),
            Seconds = seconds,
            Lists = withLists ? Recommendations.Create(model, new Titles(RatingSource.FindItemFile(testFile))) : null,
        };
        if (json is not null)
            JsonReport.Write(json, figures);
        return figures;
    }

    private static IDataView LoadFor(SavedModel model, string testFile, RatingFileOptions options)
    {
        var ratings = RatingFiles.Load(model.Context, testFile, options);
        foreach (var column in (ReadOnlySpan<string>)[nameof(MovieLensRating.UserId), nameof(MovieLensRating.ItemId)])
        {
            if (RatingFiles.IsText(ratings.Schema, column) && model.InputSchema.GetColumnOrNull(column)?.Type is NumberDataViewType)
            {
                throw new UserErrorException(
                    $"'{testFile}' has {column}s that are texts, and the ids of the model are whole numbers. Choose another column, "
                    + "or train on a file of such ids.");
            }
        }

        return RatingFiles.WithIdsOf(model.Context, ratings, model.InputSchema);
    }
}
