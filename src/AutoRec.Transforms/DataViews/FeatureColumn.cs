using System.Globalization;
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

    /// <summary>Creates a getter of the features, without zeros.</summary>
    public Func<FeatureVector> CreateGetter(DataViewRow row)
    {
        var getter = row.GetGetter<VBuffer<float>>(Column);
        VBuffer<float> buffer = default;
        var (slots, values) = (new List<int>(), new List<float>());
        return () =>
        {
            getter(ref buffer);
            slots.Clear();
            values.Clear();
            foreach (var (slot, value) in buffer.Items())
            {
                if (value == 0)
                    continue;
                if (!float.IsFinite(value))
                    throw NotFinite(slot, value, row.Position);
                slots.Add(slot);
                values.Add(value);
            }

            return new([.. slots], [.. values]);
        };
    }

    private InvalidOperationException NotFinite(int slot, float value, long row) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"Slot {slot} of '{Column.Name}', row {row}, is {value}; expected a finite number. Replace missing values, for example with "
        + $"mlContext.Transforms.ReplaceMissingValues(\"{Column.Name}\", replacementMode: ReplacementMode.Mean)."));
}
