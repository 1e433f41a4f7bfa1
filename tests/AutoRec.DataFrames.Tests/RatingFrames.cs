using System.Globalization;
using Microsoft.Data.Analysis;
using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>The small ratings as columns of data frames, and a pipeline that trains on them.</summary>
internal static class RatingFrames
{
    private static readonly IReadOnlyList<SmallRating> All = SmallRatings.All;

    public static StringDataFrameColumn TextUsers => new("viewer", All.Select(rating => rating.UserId));

    public static Int64DataFrameColumn LongUsers =>
        new("viewer", All.Select(rating => 10_000_000_000 + int.Parse(rating.UserId[^2..], CultureInfo.InvariantCulture)));

    public static Int32DataFrameColumn Users =>
        new("viewer", All.Select(rating => int.Parse(rating.UserId[^2..], CultureInfo.InvariantCulture)));

    public static Int32DataFrameColumn Items => new("film", All.Select(rating => rating.ItemId));

    public static SingleDataFrameColumn Stars => new("stars", All.Select(rating => rating.Label));

    public static DoubleDataFrameColumn DoubleStars => new("stars", All.Select(rating => (double)rating.Label));

    public static ITransformer Fit(MLContext mlContext, IDataView ratings, string user = "viewer", string item = "film") =>
        mlContext.Transforms.Conversion.MapValueToKey("user", user)
            .Append(mlContext.Transforms.Conversion.MapValueToKey("item", item))
            .Append(mlContext.Recommendation().Trainers.AutoRec(new AutoRecTrainer.Options
            {
                MatrixColumnIndexColumnName = "user",
                MatrixRowIndexColumnName = "item",
                HiddenLayers = [8],
                Epochs = 5,
                Seed = 1,
            }))
            .Fit(ratings);
}
