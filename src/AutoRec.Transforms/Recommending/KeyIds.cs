using System.Globalization;
using System.Reflection;
using AutoRec.DataViews;

namespace AutoRec.Recommending;

/// <summary>The values of a key column, as ids of a type that the caller chooses.</summary>
internal static class KeyIds
{
    /// <summary>Reads the id of every key, in the order of the keys.</summary>
    /// <typeparam name="T">String, Int32, Int64 or another number; every value must convert exactly.</typeparam>
    /// <param name="column">The key column.</param>
    /// <param name="role">"user" or "item".</param>
    /// <exception cref="ArgumentException">The column has no key values, or a value is no <typeparamref name="T"/>.</exception>
    public static T[] Read<T>(DataViewSchema.Column column, string role)
        where T : notnull
    {
        if (column.Annotations.Schema.GetColumnOrNull(KeyNames.Annotation)?.Type is not VectorDataViewType type)
        {
            throw new ArgumentException(
                $"The {role} column '{column.Name}' has no key values, so its ids are unknown; expected a key of MapValueToKey. Put the "
                + "key mapping into the pipeline, or pass the schema of the mapped ratings.");
        }

        // The type of the values is known at run time only.
        var read = typeof(KeyIds).GetMethod(nameof(Convert), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(type.ItemType.RawType, typeof(T));
        try
        {
            return (T[])read.Invoke(null, [column, role])!;
        }
        catch (TargetInvocationException e)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }

    private static T[] Convert<TRaw, T>(DataViewSchema.Column column, string role)
    {
        VBuffer<TRaw> values = default;
        column.GetKeyValues(ref values);
        if (values is VBuffer<T> same)
            return [.. same.DenseValues()];

        var ids = new List<T>(values.Length);
        foreach (var value in values.DenseValues())
        {
            ids.Add(TryConvert<T>(value, out var id) ? id : throw new ArgumentException(
                $"The {role} ids in '{column.Name}' are {column.GetKeyTypeName()}, such as '{value}'; '{value}' is no {typeof(T).Name}. "
                + $"Use string, or the type of the ids, for the {role}s."));
        }

        return [.. ids];
    }

    private static string GetKeyTypeName(this DataViewSchema.Column column) =>
        $"{((VectorDataViewType)column.Annotations.Schema[KeyNames.Annotation].Type).ItemType}";

    /// <summary>Converts an id without loss: text to text, numbers to text, and numbers to numbers of the same value.</summary>
    private static bool TryConvert<T>(object? value, out T id)
    {
        id = default!;
        if (value is ReadOnlyMemory<char> text)
        {
            if (typeof(T) != typeof(string))
                return false;
            id = (T)(object)text.ToString();
            return true;
        }

        try
        {
            id = (T)System.Convert.ChangeType(value!, typeof(T), CultureInfo.InvariantCulture);
            return id is string || value!.Equals(System.Convert.ChangeType(id, value.GetType(), CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is OverflowException or InvalidCastException or FormatException)
        {
            return false;
        }
    }
}
