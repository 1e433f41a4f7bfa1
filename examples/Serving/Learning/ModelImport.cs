using System.Reflection;
using AutoRec.Examples.Serving.Store;

namespace AutoRec.Examples.Serving.Learning;

/// <summary>Takes a model that <c>mlContext.Model.Save</c> wrote elsewhere as the first one.</summary>
internal sealed partial class ModelImport(ModelShelf shelf, TrainingStore trainings, Catalogue catalogue, ILogger<ModelImport> logger)
{
    /// <param name="path">The file. Load only files that you trust: ML.NET runs what a model file names (docs/security.md).</param>
    /// <exception cref="UserErrorException">The file is no model that recommends, or none of its items is in the database.</exception>
    public async Task RunAsync(string path)
    {
        if (shelf.Current is { } present)
        {
            LogIgnored(path, present);
            return;
        }

        if (!File.Exists(path))
            throw new UserErrorException($"--model: there is no file '{path}'; expected a model that mlContext.Model.Save wrote.");
        var number = await trainings.ImportAsync($"Imported from '{Path.GetFileName(path)}'.", CancellationToken.None);
        AtomicFile.Write(shelf.PathOf(number), file => File.Copy(path, file));
        try
        {
            var model = shelf.Load(number);
            if (!model.Recommender.Items.Any(item => catalogue.Find(item) is not null))
            {
                throw new UserErrorException(
                    $"--model: none of the {model.Recommender.Items.Count} items of '{path}', such as '{model.Recommender.Items[0]}', is "
                    + "in the database. Train the model with the items of the database, or start with an empty data folder.");
            }

            shelf.MakeCurrent(number);
        }
        catch (Exception e) when (e is TargetInvocationException or InvalidOperationException or FormatException or ArgumentException
            or InvalidDataException)
        {
            throw new UserErrorException($"--model: cannot use '{path}': {e.GetBaseException().Message}");
        }
        finally
        {
            if (shelf.Current != number)
                shelf.Delete(number);
        }
    }

    [LoggerMessage(LogLevel.Warning, "--model {Path} is ignored: model {Number} is there already")]
    private partial void LogIgnored(string path, long number);
}
