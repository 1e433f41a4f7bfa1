using Microsoft.ML;

namespace AutoRec.Examples.Compare;

/// <summary>A model that is trained on what the release says of its items too.</summary>
internal sealed class FeaturedModel : ComparedModel
{
    private readonly ComparedModel _model;
    private readonly string? _itemFile;

    /// <param name="name">For --models.</param>
    /// <param name="title">For the table.</param>
    /// <param name="model">The model.</param>
    /// <param name="itemFile">The release's file of items; null where there is none.</param>
    public FeaturedModel(string name, string title, ComparedModel model, string? itemFile)
        : base(name, title)
    {
        (_model, _itemFile) = (model, itemFile);
        Obstacle = FindObstacle(itemFile);
    }

    public override TrainedModel Train(TrainingTask task) =>
        _model.Train(task with { Ratings = task.MLContext.Data.AppendMovieLensFeatures(task.Ratings, _itemFile!) });

    /// <summary>Before anything is trained, for which it is read.</summary>
    private static string? FindObstacle(string? itemFile)
    {
        if (itemFile is null)
            return $"there is no {RatingSource.ItemFileNames} beside the ratings";
        try
        {
            MovieLensTitles.Read(itemFile);
            return null;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            return e.Message.TrimEnd('.');
        }
    }
}
