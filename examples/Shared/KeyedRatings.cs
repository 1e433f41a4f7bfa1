using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples;

/// <summary>Ratings by the 0-based indices of the model's keys; −1 is an id that training did not meet.</summary>
internal sealed record KeyedRatings(int[] Users, int[] Items, float[] Labels)
{
    /// <param name="keyed">Data that has gone through a key mapping.</param>
    /// <param name="userColumn">The key column of the users.</param>
    /// <param name="itemColumn">The key column of the items.</param>
    public static KeyedRatings Read(IDataView keyed, string userColumn = Pipeline.User, string itemColumn = Pipeline.Item) => new(
        ReadIndices(keyed, userColumn),
        ReadIndices(keyed, itemColumn),
        [.. keyed.GetColumn<float>(nameof(MovieLensRating.Label))]);

    /// <summary>The number of ratings whose user or item has none in <paramref name="train"/>.</summary>
    public int CountCold(KeyedRatings train) => ColdRows.Count(train.Users, train.Items, Users, Items);

    /// <summary>The number of ratings whose user or item had none in training.</summary>
    public int CountCold(IRatingModel model) => Items.Zip(Users).Count(pair => !model.HasItem(pair.First) || !model.HasUser(pair.Second));

    // ML.NET's keys begin at 1, and 0 is a missing one.
    private static int[] ReadIndices(IDataView keyed, string column) => [.. keyed.GetColumn<uint>(column).Select(key => (int)key - 1)];
}
