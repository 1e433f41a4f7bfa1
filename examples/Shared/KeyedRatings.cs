using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples;

/// <summary>Ratings with 0-based indices of users and items; −1 is an id without a key.</summary>
internal sealed record KeyedRatings(int[] Users, int[] Items, float[] Labels)
{
    /// <param name="keyed">Ratings with key columns.</param>
    /// <param name="userColumn">The key column of the users.</param>
    /// <param name="itemColumn">The key column of the items.</param>
    public static KeyedRatings Read(IDataView keyed, string userColumn = Pipeline.User, string itemColumn = Pipeline.Item) => new(
        ReadIndices(keyed, userColumn),
        ReadIndices(keyed, itemColumn),
        [.. keyed.GetColumn<float>(nameof(MovieLensRating.Label))]);

    /// <summary>The number of ratings whose user or item the model has not seen in training.</summary>
    public int CountCold(IRatingModel model) =>
        Items.Zip(Users).Count(pair => !model.HasItem(pair.First) || !model.HasUser(pair.Second));

    // ML.NET's keys begin at 1, and 0 is a missing key.
    private static int[] ReadIndices(IDataView keyed, string column) => [.. keyed.GetColumn<uint>(column).Select(key => (int)key - 1)];
}
