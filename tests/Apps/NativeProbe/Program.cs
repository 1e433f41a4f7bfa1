using AutoRec;
using AutoRec.Engines.Torch.Native;
using Microsoft.ML;
using TorchSharp;

// Loads libtorch or trains in a separate process, because a loaded library stays in its process.
try
{
    if (args is ["train"])
        Train();
    else
        Load();
    return 0;
}
catch (DllNotFoundException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static void Load()
{
    LibTorch.EnsureLoaded();
    using var tensor = torch.arange(5, torch.float32);
    Console.WriteLine($"sum {tensor.sum().item<float>()}");
}

static void Train()
{
    var mlContext = new MLContext(seed: 1);
    var ratings = mlContext.Data.LoadFromEnumerable(
        Enumerable.Range(0, 200).Select(i => new MovieLensRating { UserId = i % 20, ItemId = i % 11, Label = 1 + (i % 5) }));
    var model = mlContext.Transforms.Conversion.MapValueToKey("user", nameof(MovieLensRating.UserId))
        .Append(mlContext.Transforms.Conversion.MapValueToKey("item", nameof(MovieLensRating.ItemId)))
        .Append(mlContext.Regression.Trainers.AutoRec("Label", "user", "item"))
        .Fit(ratings);
    Console.WriteLine($"trained {model.LastTransformer.Model.ItemCount} x {model.LastTransformer.Model.UserCount}");
}
