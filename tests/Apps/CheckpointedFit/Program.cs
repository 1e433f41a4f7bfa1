using AutoRec;
using AutoRec.Examples;
using Microsoft.ML;

// Trains with a checkpoint after each epoch, prints the number of each epoch and saves the model. Tests kill it in between.
// Arguments: the folder of checkpoints ("" for none), and the model file.
var generated = RatingGenerator.Generate(60, 40, 900, seed: 5);
var rows = Enumerable.Range(0, generated.Count)
    .Select(i => new MovieLensRating { UserId = generated.Users[i], ItemId = generated.Items[i], Label = generated.Stars[i] });
var mlContext = new MLContext(seed: 1);
var ratings = mlContext.Data.LoadFromEnumerable(rows.ToArray());
var options = new AutoRecTrainer.Options
{
    MatrixColumnIndexColumnName = "user",
    MatrixRowIndexColumnName = "item",
    HiddenLayers = [16],
    Epochs = 15,
    ValidationFraction = 0.2,
    Patience = 0,
    CheckpointFolder = args[0] == "" ? null : args[0],
    CheckpointEpochs = 1,
    Progress = progress =>
    {
        Console.WriteLine($"{(progress.IsRefit ? "refit" : "epoch")} {progress.Epoch}");
        if (args[0] != "")
            Thread.Sleep(10); // So that the process is still alive when it is killed.
    },
};
var model = mlContext.Transforms.Conversion.MapValueToKey("user", nameof(MovieLensRating.UserId))
    .Append(mlContext.Transforms.Conversion.MapValueToKey("item", nameof(MovieLensRating.ItemId)))
    .Append(mlContext.Recommendation().Trainers.AutoRec(options))
    .Fit(ratings);
mlContext.Model.Save(model, ratings.Schema, args[1]);
