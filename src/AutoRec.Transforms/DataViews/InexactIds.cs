using System.Numerics;

namespace AutoRec.DataViews;

/// <summary>Finds ids that a floating-point column cannot tell apart.</summary>
internal static class InexactIds
{
    private const float SingleLimit = 1 << 24;
    private const double DoubleLimit = 1L << 53;

    /// <summary>A warning about a key column, if its ids are too large for their type; otherwise null.</summary>
    public static string? Describe(DataViewSchema.Column key)
    {
        var type = (key.Annotations.Schema.GetColumnOrNull(KeyNames.Annotation)?.Type as VectorDataViewType)?.ItemType;
        return type == NumberDataViewType.Single ? Describe(key, SingleLimit)
            : type == NumberDataViewType.Double ? Describe(key, DoubleLimit)
            : null;
    }

    private static string? Describe<T>(DataViewSchema.Column key, T limit)
        where T : IFloatingPoint<T>
    {
        VBuffer<T> ids = default;
        key.GetKeyValues(ref ids);
        foreach (var id in ids.DenseValues())
        {
            if (T.Abs(id) >= limit)
            {
                return FormattableString.Invariant(
                    $"The ids in '{key.Name}' are {typeof(T).Name}, such as {id:F0}. From {limit:F0} on, different ids can become equal. ")
                    + "Load them as Int32, Int64 or text.";
            }
        }

        return null;
    }
}
