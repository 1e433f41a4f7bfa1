using System.Globalization;
using AutoRec.Examples.Serving.Store;
using Microsoft.ML;

namespace AutoRec.Examples.Serving.Learning;

/// <summary>
/// The files of an unfinished training: its ratings and its checkpoints. A training that a crash interrupted resumes with the same ratings,
/// though others arrived since.
/// </summary>
internal sealed class TrainingFolder(DataFolder folder)
{
    private readonly string _root = folder.FolderOf("trainings");

    public string CheckpointsOf(TrainingRecord training) => Path.Combine(PathOf(training.Number), "checkpoints");

    public bool HasRatings(TrainingRecord training) => File.Exists(RatingsOf(training));

    public void Write(TrainingRecord training, IEnumerable<VisitorRating> ratings)
    {
        Directory.CreateDirectory(PathOf(training.Number));
        AtomicFile.Write(RatingsOf(training), file =>
        {
            var mlContext = new MLContext();
            var rows = mlContext.Data.LoadFromEnumerable(ratings.Select(rating => new TrainingRow
            {
                User = rating.Visitor.ToString(CultureInfo.InvariantCulture),
                Item = rating.Item,
                Label = (float)rating.Stars,
            }));
            using var stream = File.Create(file);
            mlContext.Data.SaveAsBinary(rows, stream);
        });
    }

    /// <summary>The ratings: the columns User, Item and Label.</summary>
    public IDataView Read(MLContext mlContext, TrainingRecord training) => mlContext.Data.LoadFromBinary(RatingsOf(training));

    public void DeleteCheckpoints(TrainingRecord training) => Delete(CheckpointsOf(training));

    /// <summary>Deletes the files of all trainings but one.</summary>
    public void DeleteAllBut(long? number)
    {
        foreach (var path in Directory.EnumerateDirectories(_root).Where(path => number is null || path != PathOf(number.Value)))
            Delete(path);
    }

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }

    private string RatingsOf(TrainingRecord training) => Path.Combine(PathOf(training.Number), "ratings.idv");

    private string PathOf(long number) => Path.Combine(_root, string.Create(CultureInfo.InvariantCulture, $"{number:D6}"));

    private sealed class TrainingRow
    {
        public string User { get; set; } = "";

        public string Item { get; set; } = "";

        public float Label { get; set; }
    }
}
