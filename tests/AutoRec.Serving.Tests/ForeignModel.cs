using System.Globalization;
using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>Files of models that were trained elsewhere.</summary>
internal static class ForeignModel
{
    private const int Users = 30;
    private const int Items = 20;

    /// <param name="path">The file.</param>
    /// <param name="kind">"one-class", "from 10 to 50" for another scale, "other items", or "text" for no model at all.</param>
    public static void Write(string path, string kind)
    {
        if (kind == "text")
        {
            File.WriteAllText(path, "no model");
            return;
        }

        var mlContext = new MLContext(seed: 1);
        var ratings = mlContext.Data.LoadFromEnumerable(
            from user in Enumerable.Range(1, Users)
            from item in Enumerable.Range(1, Items)
            where (user * item) % 3 != 0
            select new Row
            {
                User = $"{user}",
                Item = string.Create(CultureInfo.InvariantCulture, $"{(kind == "other items" ? "x" : "")}{item}"),
                Label = (1 + ((user + item) % 5)) * (kind == "from 10 to 50" ? 10 : 1),
            });
        var trainers = mlContext.Recommendation().Trainers;
        IEstimator<ITransformer> trainer = kind == "one-class"
            ? trainers.AutoRecOneClass()
            : trainers.AutoRec(new AutoRecTrainer.Options
            {
                MatrixColumnIndexColumnName = "user",
                MatrixRowIndexColumnName = "item",
                HiddenLayers = [8],
                Epochs = 5,
                Engine = TrainingEngine.Sparse,
            });
        var model = mlContext.Transforms.Conversion.MapValueToKey("user", "User")
            .Append(mlContext.Transforms.Conversion.MapValueToKey("item", "Item"))
            .Append(trainer)
            .Fit(ratings);
        mlContext.Model.Save(model, ratings.Schema, path);
    }

    private sealed class Row
    {
        public string User { get; set; } = "";

        public string Item { get; set; } = "";

        public float Label { get; set; }
    }
}
