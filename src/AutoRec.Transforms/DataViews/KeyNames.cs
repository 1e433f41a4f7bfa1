using System.Globalization;
using System.Reflection;

namespace AutoRec.DataViews;

/// <summary>The values of a key column, as text.</summary>
internal static class KeyNames
{
    /// <summary>ML.NET's name for the values of a key column.</summary>
    public const string Annotation = "KeyValues";

    /// <summary>ML.NET's name for the names of a vector's slots.</summary>
    public const string SlotAnnotation = "SlotNames";

    /// <summary>Creates a getter of the names; null if the column has no key values.</summary>
    public static ValueGetter<VBuffer<ReadOnlyMemory<char>>>? Of(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(Annotation)?.Type is not VectorDataViewType type)
            return null;

        // The type of the values is known at run time only.
        var getter = typeof(KeyNames)
            .GetMethod(nameof(CreateGetter), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type.ItemType.RawType);
        return (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)getter.Invoke(null, [column])!;
    }

    /// <summary>The id of a key from 0 for a message, or ML.NET's key value if the column has no ids.</summary>
    public static string Describe(DataViewSchema.Column column, int key)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        Of(column)?.Invoke(ref names);
        return key < names.Length ? $"id '{names.GetItemOrDefault(key)}'" : string.Create(CultureInfo.InvariantCulture, $"key {key + 1}");
    }

    private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> CreateGetter<T>(DataViewSchema.Column column) =>
        (ref VBuffer<ReadOnlyMemory<char>> names) =>
        {
            VBuffer<T> values = default;
            column.GetKeyValues(ref values);
            var editor = VBufferEditor.Create(ref names, values.Length);
            var slot = 0;
            foreach (var value in values.DenseValues())
                editor.Values[slot++] = Convert.ToString(value, CultureInfo.InvariantCulture).AsMemory();
            names = editor.Commit();
        };
}
