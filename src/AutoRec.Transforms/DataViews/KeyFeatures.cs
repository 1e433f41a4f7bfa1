using System.Globalization;

namespace AutoRec.DataViews;

/// <summary>Collects the features of each key from the rows of its ratings, which must agree.</summary>
/// <param name="features">The column of the features.</param>
/// <param name="key">The key column of the side, items or users.</param>
internal sealed class KeyFeatures(FeatureColumn features, DataViewSchema.Column key)
{
    private readonly Dictionary<int, FeatureVector> _ofKeys = [];
    private FeatureReader _reader = null!;
    private DataViewRow _row = null!;

    public DataViewSchema.Column Column => features.Column;

    /// <summary>Starts to read a cursor.</summary>
    public void Open(DataViewRow row) => (_row, _reader) = (row, features.CreateReader(row));

    /// <summary>Reads the features of the current row, which has the given key from 0; none if the key is missing.</summary>
    /// <exception cref="InvalidOperationException">A value is not finite, or differs from that of an earlier row.</exception>
    public void Read(int keyOfRow)
    {
        if (keyOfRow < 0 || !_reader.Read())
            return;
        if (!_ofKeys.TryGetValue(keyOfRow, out var first))
            _ofKeys.Add(keyOfRow, _reader.ToVector());
        else if (!_reader.HasSameValues(first))
            throw Differ(keyOfRow, first, _reader.ToVector());
    }

    /// <summary>The features of some keys, in the order of their indices; unknown if none of a key's rows has any.</summary>
    public FeatureMatrix Select(KeyMap keys) =>
        new(features.SlotCount, [.. keys.Keys.Select(one => _ofKeys.GetValueOrDefault(one, FeatureVector.Unknown))]);

    private InvalidOperationException Differ(int keyOfRow, FeatureVector first, FeatureVector other)
    {
        var slot = first.Slots.Union(other.Slots).First(slot => first[slot] != other[slot]);
        return new(string.Create(
            CultureInfo.InvariantCulture,
            $"'{Column.Name}' of the '{key.Name}' with {KeyNames.Describe(key, keyOfRow)} differs from row to row: slot {slot} is "
            + $"{first[slot]} in its first row and {other[slot]} in row {_row.Position}; expected the same features in all its rows, "
            + $"because they belong to an item or a user, not to a rating. Join them by the id, and check that "
            + $"MatrixRowFeaturesColumnName (items) and MatrixColumnFeaturesColumnName (users) are not swapped."));
    }
}
