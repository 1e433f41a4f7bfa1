using System.Globalization;
using System.Runtime.InteropServices;
using AutoRec.Model;

namespace AutoRec.DataViews;

/// <summary>A column of features: a vector of Single with P slots in each row.</summary>
internal sealed class FeatureColumn
{
    private FeatureColumn(DataViewSchema.Column column, int slotCount) => (Column, SlotCount) = (column, slotCount);

    public DataViewSchema.Column Column { get; }

    /// <summary>P.</summary>
    public int SlotCount { get; }

    /// <summary>Finds a column of features.</summary>
    /// <param name="schema">The schema of the data.</param>
    /// <param name="name">The name of the column.</param>
    /// <param name="role">The role of the column, for messages.</param>
    /// <param name="expected">The number of slots in training; null in training.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The column is missing, no vector of Single, or has another number of slots or too many.
    /// </exception>
    public static FeatureColumn Find(DataViewSchema schema, string name, string role, int? expected = null)
    {
        var column = schema[Columns.CheckFeatures(Interop.MLNetBorder.ShapeOf(schema), name, role).Name];
        var length = ((VectorDataViewType)column.Type).Size;
        if (length > FeatureSystem.MostSlots)
        {
            throw new ArgumentOutOfRangeException(
                paramName: null,
                $"The {role} column '{name}' has {length} slots; expected at most {FeatureSystem.MostSlots}. Use fewer, for example with "
                + "mlContext.Transforms.ProjectToPrincipalComponents, or hash to fewer bits.");
        }

        return expected is null || length == expected ? new(column, length) : throw new ArgumentOutOfRangeException(
            paramName: null,
            $"The {role} column '{name}' has {length} slots; the model was trained with {expected}. Use the transforms of the training: "
            + "put them into the same pipeline as the trainer.");
    }

    /// <summary>Creates a reader of the features, with buffers of its own.</summary>
    public FeatureReader CreateReader(DataViewRow row) => new(Column, SlotCount, row);
}

/// <summary>Reads the features of a row or cursor. It allocates nothing for a row until <see cref="ToVector"/>.</summary>
internal sealed class FeatureReader(DataViewSchema.Column column, int slotCount, DataViewRow row)
{
    private readonly ValueGetter<VBuffer<float>> _getter = row.GetGetter<VBuffer<float>>(column);
    private readonly List<int> _slots = [];
    private readonly List<float> _values = []; // Without zeros.
    private VBuffer<float> _buffer;

    /// <summary>Reads the features of the current row.</summary>
    /// <returns>Whether they are known: a vector without slots, such as a null array, is unknown.</returns>
    /// <exception cref="InvalidOperationException">The vector has another length than its column, or a value is not finite.</exception>
    public bool Read()
    {
        _getter(ref _buffer);
        if (_buffer.Length == 0)
            return false;
        if (_buffer.Length != slotCount) // ML.NET does not compare the length of an array with the declared one.
            throw OtherLength();
        _slots.Clear();
        _values.Clear();
        var values = _buffer.GetValues();
        var slots = _buffer.GetIndices();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] == 0)
                continue;
            var slot = _buffer.IsDense ? i : slots[i];
            if (!float.IsFinite(values[i]))
                throw NotFinite(slot, values[i]);
            _slots.Add(slot);
            _values.Add(values[i]);
        }

        return true;
    }

    /// <summary>Whether a vector has the values that were read.</summary>
    public bool HasSameValues(FeatureVector vector) =>
        CollectionsMarshal.AsSpan(_slots).SequenceEqual(vector.Slots) && CollectionsMarshal.AsSpan(_values).SequenceEqual(vector.Values);

    /// <summary>The values that were read.</summary>
    public FeatureVector ToVector() => new([.. _slots], [.. _values]);

    private InvalidOperationException OtherLength() => new(string.Create(
        CultureInfo.InvariantCulture,
        $"Row {row.Position} of '{column.Name}' has {_buffer.Length} values; expected {slotCount}, the length of the column, or none if "
        + $"nothing is known. Fill each vector to that length, or correct the length in its VectorType attribute."));

    private InvalidOperationException NotFinite(int slot, float value) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"Slot {slot} of '{column.Name}', row {row.Position}, is {value}; expected a finite number. Replace missing values, for example "
        + $"with mlContext.Transforms.ReplaceMissingValues(\"{column.Name}\", replacementMode: ReplacementMode.Mean), or leave the whole "
        + $"vector empty: then all features of the row are unknown."));
}
