using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>Ratings with keys that need no key mapping.</summary>
internal static class KeyedRatings
{
    private sealed class Row<TKey>
    {
        public TKey item = default!;
        public TKey user = default!;
        public float Label;
    }

    /// <summary>Rows with the columns item, user (keys of <typeparamref name="TKey"/>) and Label.</summary>
    /// <param name="mlContext">The context of the view.</param>
    /// <param name="ratings">ML.NET's key values, 1 for the first and 0 for a missing key, and the ratings.</param>
    /// <param name="rowCount">The count of the item keys.</param>
    /// <param name="columnCount">The count of the user keys.</param>
    public static IDataView Load<TKey>(
        MLContext mlContext, IEnumerable<(int Item, int User, float Label)> ratings, ulong rowCount, ulong columnCount)
        where TKey : unmanaged
    {
        var definition = SchemaDefinition.Create(typeof(Row<TKey>));
        definition["item"].ColumnType = new KeyDataViewType(typeof(TKey), rowCount);
        definition["user"].ColumnType = new KeyDataViewType(typeof(TKey), columnCount);
        return mlContext.Data.LoadFromEnumerable(
            ratings.Select(
                rating =>
                    new Row<TKey> { item = ToKey(rating.Item, rowCount), user = ToKey(rating.User, columnCount), Label = rating.Label })
                .ToArray(),
            definition);

        // In a class, keys are 0-based, and a key at or above the count is missing.
        static TKey ToKey(int number, ulong count) => (TKey)Convert.ChangeType(
            number == 0 ? count : (ulong)number - 1,
            typeof(TKey),
            System.Globalization.CultureInfo.InvariantCulture);
    }
}
