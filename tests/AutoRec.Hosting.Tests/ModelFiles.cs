using AutoRec.Tests;
using Microsoft.ML;

namespace AutoRec.Hosting.Tests;

/// <summary>The bytes of small saved models. The seed in the card tells them apart.</summary>
internal static class ModelFiles
{
    private static readonly Lazy<byte[]> One = new(() => Train(seed: 1));
    private static readonly Lazy<byte[]> Two = new(() => Train(seed: 2));

    public static byte[] SeedOne => One.Value;

    public static byte[] SeedTwo => Two.Value;

    private static byte[] Train(int seed)
    {
        var mlContext = new MLContext();
        var ratings = SmallRatings.Load(mlContext, SmallRatings.All);
        var trainer = mlContext.Recommendation().Trainers.AutoRec(new AutoRecTrainer.Options
        {
            MatrixColumnIndexColumnName = "user",
            MatrixRowIndexColumnName = "item",
            Epochs = 3,
            Seed = seed,
        });
        var model = SmallRatings.KeyMapping(mlContext).Append(trainer).Fit(ratings);
        using var stream = new MemoryStream();
        mlContext.Model.Save(model, ratings.Schema, stream);
        return stream.ToArray();
    }
}
