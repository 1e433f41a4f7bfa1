using System.Globalization;
using AutoRec.Examples.Serving.Store;
using Microsoft.ML;

namespace AutoRec.Examples.Serving.Learning;

/// <summary>
/// The last three models as files, <c>model-000012.zip</c>, and the file <c>current</c> with the number of the current one. Each file is
/// written completely or not at all.
/// </summary>
internal sealed class ModelShelf(DataFolder folder, TimeProvider time)
{
    private const int Kept = 3;
    private const string Prefix = "model-";

    private readonly string _folder = folder.FolderOf("models");

    private string CurrentFile => Path.Combine(_folder, "current");

    /// <summary>The numbers of the models, the oldest first.</summary>
    public IReadOnlyList<long> Numbers => [.. Directory.EnumerateFiles(_folder, $"{Prefix}*.zip").Select(NumberOf).Order()];

    /// <summary>The number of the current model; null if there is none.</summary>
    public long? Current =>
        File.Exists(CurrentFile) ? long.Parse(File.ReadAllText(CurrentFile), CultureInfo.InvariantCulture) : null;

    public string PathOf(long number) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D6}.zip"));

    public bool Has(long number) => File.Exists(PathOf(number));

    public ServedModel Load(long number)
    {
        var recommender = Read(PathOf(number));

        // The first list of a model computes what all lists share. No request should wait for it.
        recommender.FoldIn(recommender.RatingsOf(recommender.Users[0])).Recommend();
        return new(number, recommender, RatingModelFile.LoadCard(PathOf(number))?.TrainedAt, time.GetUtcNow());
    }

    /// <summary>Reads a model from any file.</summary>
    public static Recommender<string, string> Read(string path)
    {
        var mlContext = new MLContext();
        var pipeline = mlContext.Model.Load(path, out var schema);
        return mlContext.Model.CreateRecommender<string, string>(pipeline, schema);
    }

    /// <summary>Writes the number of the current model, and deletes the oldest models beyond three.</summary>
    public void MakeCurrent(long number)
    {
        AtomicFile.Write(CurrentFile, file => File.WriteAllText(file, number.ToString(CultureInfo.InvariantCulture)));
        foreach (var old in Numbers.SkipLast(Kept).Where(old => old != number))
            Delete(old);
    }

    /// <summary>Deletes the models that an interruption has left: all but the given and the current one.</summary>
    public void DeleteOthers(IEnumerable<long> numbers)
    {
        foreach (var number in Numbers.Except(numbers).Where(number => number != Current))
            Delete(number);
    }

    public void Delete(long number) => File.Delete(PathOf(number));

    private static long NumberOf(string path) =>
        long.Parse(Path.GetFileNameWithoutExtension(path)[Prefix.Length..], CultureInfo.InvariantCulture);
}
