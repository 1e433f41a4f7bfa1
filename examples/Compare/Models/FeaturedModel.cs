using Microsoft.ML;

namespace AutoRec.Examples.Compare;

/// <summary>A model that is also trained on the features of items and users: genres and years, ages and occupations.</summary>
internal sealed class FeaturedModel : ComparedModel
{
    private readonly ComparedModel _model;
    private readonly string? _itemFile;

    /// <param name="name">The name in --models.</param>
    /// <param name="title">The name in the table.</param>
    /// <param name="model">The model.</param>
    /// <param name="itemFile">The release's file of items; null if there is none.</param>
    /// <param name="obstacle">The result of <see cref="FindObstacle"/>.</param>
    public FeaturedModel(string name, string title, ComparedModel model, string? itemFile, string? obstacle)
        : base(name, title)
    {
        (_model, _itemFile) = (model, itemFile);
        Obstacle = obstacle;
        Lists = model.Lists;
    }

    public override TrainedModel Train(TrainingTask task) =>
        _model.Train(task with
        {
            Ratings = task.MLContext.Data.JoinMovieLensFeatures(task.Ratings, Path.GetDirectoryName(Path.GetFullPath(_itemFile!))!),
        });

    /// <summary>The columns of the features of items and of users; null where the ratings have none.</summary>
    public static (string? Items, string? Users) ColumnsOf(DataViewSchema ratings) =>
        (NameOf(ratings, "ItemFeatures"), NameOf(ratings, "UserFeatures"));

    private static string? NameOf(DataViewSchema ratings, string name) => ratings.GetColumnOrNull(name)?.Name;

    /// <summary>Reads the file once for all models, so that its errors show before any training.</summary>
    public static string? FindObstacle(string? itemFile)
    {
        if (itemFile is null)
            return $"there is no {RatingSource.ItemFileNames} beside the ratings";
        try
        {
            new MLContext().Data.LoadMovieLensTitles(itemFile);
            return null;
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            return e.Message.TrimEnd('.');
        }
    }
}
