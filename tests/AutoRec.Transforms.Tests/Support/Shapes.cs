using AutoRec.Interop;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>Compares the promised shape of a schema with the schema.</summary>
internal static class Shapes
{
    /// <summary>The shape of a schema, with all annotations.</summary>
    public static SchemaShape Of(DataViewSchema schema) => new(schema.Where(column => !column.IsHidden).Select(column =>
    {
        var annotations = Of(column.Annotations.Schema);
        return column.Type is VectorDataViewType vector
            ? vector.IsKnownSize
                ? MLNetBorder.VectorColumn(column.Name, Item(vector.ItemType), annotations)
                : MLNetBorder.VectorColumnOfAnyLength(column.Name, Item(vector.ItemType))
            : MLNetBorder.ScalarColumn(column.Name, Item(column.Type), column.Type is KeyDataViewType, annotations);
    }));

    /// <summary>
    /// Asserts that <paramref name="delivered"/> has exactly the columns of <paramref name="promised"/>, in any order, each with at
    /// least the annotations that were promised.
    /// </summary>
    public static void AssertKept(SchemaShape promised, SchemaShape delivered)
    {
        Assert.AreSequenceEqual(promised.Select(Describe).ToArray(), delivered.Select(Describe).ToArray(), SequenceOrder.InAnyOrder);
        foreach (var column in promised)
        {
            var annotations = delivered.Single(c => c.Name == column.Name).Annotations.Select(Describe).ToArray();
            CollectionAssert.IsSubsetOf(column.Annotations.Select(Describe).ToArray(), annotations, $"the annotations of '{column.Name}'");
        }
    }

    private static string Describe(SchemaShape.Column column) =>
        $"{column.Name}: {column.Kind} {(column.IsKey ? "key of " : "")}{column.ItemType}";

    // A shape describes a key by its number type and a flag.
    private static DataViewType Item(DataViewType type) => type is not KeyDataViewType key ? type
        : key.RawType == typeof(byte) ? NumberDataViewType.Byte
        : key.RawType == typeof(ushort) ? NumberDataViewType.UInt16
        : key.RawType == typeof(ulong) ? NumberDataViewType.UInt64
        : NumberDataViewType.UInt32;
}
