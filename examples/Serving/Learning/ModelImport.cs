using System.Reflection;
using AutoRec.Examples.Serving.Store;

namespace AutoRec.Examples.Serving.Learning;

/// <summary>Takes a model that <c>mlContext.Model.Save</c> wrote elsewhere as the first one.</summary>
internal sealed partial class ModelImport(ModelShelf shelf, TrainingStore trainings, Catalogue catalogue, ILogger<ModelImport> logger)
{
    /// <param name="path">The file. Load only files that you trust: ML.NET runs what a model file names (docs/security.md).</param>
    /// <exception cref="UserErrorException">
    /// The file is no model that recommends by stars, none of its items is in the database, or its scale is another one.
    /// </exception>
    public async Task RunAsync(string path)
    {
        if (shelf.Current is { } present)
        {
            LogIgnored(path, present);
            return;
        }

        if (!File.Exists(path))
            throw new UserErrorException($"--model: there is no file '{path}'; expected a model that mlContext.Model.Save wrote.");
        Check(path);
        var number = await trainings.ImportAsync(
            $"Imported from '{Path.GetFileName(path)}'.",
            number => AtomicFile.Write(shelf.PathOf(number), file => File.Copy(path, file)),
            CancellationToken.None);
        shelf.MakeCurrent(number);
    }

    /// <summary>Checks the model before anything is changed.</summary>
    private void Check(string path)
    {
        try
        {
            var recommender = ModelShelf.Read(path);
            if (recommender.Items.FirstOrDefault(item => catalogue.Find(item) is not null) is not { } item)
            {
                throw new UserErrorException(
                    $"--model: none of the {recommender.Items.Count} items of '{path}', such as '{recommender.Items[0]}', is in the "
                    + "database. Train the model with the items of the database, or start with an empty data folder.");
            }

            // A fold-in refuses ratings that are far outside the model's scale.
            var scale = catalogue.Stars;
            foreach (var stars in (double[])[scale.Minimum, scale.Maximum])
            {
                var estimate = recommender.FoldIn([(item, (float)stars)]).Predict(item);
                if (float.IsNaN(estimate.Deviation))
                {
                    throw new UserErrorException(
                        $"--model: '{path}' predicts no stars, as it is a one-class model; expected a model of AutoRec or AutoRecBlend.");
                }

                if (estimate.Rating < scale.Minimum - scale.Step || estimate.Rating > scale.Maximum + scale.Step)
                {
                    throw new UserErrorException(FormattableString.Invariant(
                        $"--model: '{path}' predicts a rating of {estimate.Rating}; expected the scale of the database, {scale}. ")
                        + "Train the model with ratings on that scale.");
                }
            }
        }
        catch (Exception e) when (e is TargetInvocationException or InvalidOperationException or FormatException or ArgumentException
            or InvalidDataException)
        {
            throw new UserErrorException($"--model: cannot use '{path}': {e.GetBaseException().Message}");
        }
    }

    [LoggerMessage(LogLevel.Warning, "--model {Path} is ignored: model {Number} is there already")]
    private partial void LogIgnored(string path, long number);
}
