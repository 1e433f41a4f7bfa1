using System.Reflection;
using System.Runtime.ExceptionServices;
using AutoRec.DataViews;

namespace AutoRec.Recommending;

/// <summary>
/// Finds the users or items of new ratings in an earlier model. Key mappings differ, so it compares the ids behind the keys.
/// </summary>
internal static class KeyMatch
{
    /// <summary>Finds the index in the earlier model for each index of the new ratings.</summary>
    /// <param name="earlier">The key column of the earlier model.</param>
    /// <param name="earlierKeys">Its keys with training ratings.</param>
    /// <param name="current">The key column of the new ratings.</param>
    /// <param name="currentKeys">Its keys with ratings.</param>
    /// <param name="role">"user" or "item".</param>
    /// <returns>For each index of the new ratings, that of the earlier model; −1 for a new id.</returns>
    /// <exception cref="InvalidOperationException">The ids cannot be matched, or none is in the earlier model.</exception>
    public static int[] Find(
        DataViewSchema.Column earlier, KeyMap earlierKeys, DataViewSchema.Column current, KeyMap currentKeys, string role)
    {
        int[] found = [.. ByKey(earlier, current, role) is { } keys
            ? currentKeys.Keys.Select(key => IndexOf(earlierKeys, keys[key]))
            : currentKeys.Keys.Select(key => IndexOf(earlierKeys, key))];
        return Array.Exists(found, index => index >= 0) ? found : throw new InvalidOperationException(
            $"None of the {currentKeys.IndexCount} {role}s in '{current.Name}' is among the {earlierKeys.IndexCount} {role}s of the "
            + "earlier model. Check that the ids are written as in the earlier training, or train without the earlier model.");
    }

    /// <summary>The earlier key for each new one, −1 for a new id; null if the keys are the same.</summary>
    private static int[]? ByKey(DataViewSchema.Column earlier, DataViewSchema.Column current, string role)
    {
        var (old, now) = (ValuesOf(earlier), ValuesOf(current));
        if (old is null != now is null)
        {
            throw new InvalidOperationException(
                $"The {role} column '{current.Name}' has {(now is null ? "no key values" : "key values")}, and that of the earlier model "
                + $"has {(old is null ? "none" : "some")}, so its {role}s cannot be found. Map the ids as in the earlier training, for "
                + "example with MapValueToKey.");
        }

        if (old is null || now is null)
        {
            var (oldCount, count) = (((KeyDataViewType)earlier.Type).Count, ((KeyDataViewType)current.Type).Count);
            return oldCount == count ? null : throw new InvalidOperationException(
                $"The {role} column '{current.Name}' has {count} keys without values, and that of the earlier model has {oldCount}, so its "
                + $"{role}s cannot be found. Hash to the same number of bits as in the earlier training, or use MapValueToKey.");
        }

        if (!old.ItemType.Equals(now.ItemType))
        {
            throw new InvalidOperationException(
                $"The {role} ids in '{current.Name}' are {now.ItemType}, and those of the earlier model are {old.ItemType}. Load them as "
                + "in the earlier training.");
        }

        if (KeyDigest.Of(earlier) is { } digest && KeyDigest.Of(current) is { } other && digest.AsSpan().SequenceEqual(other))
            return null;

        // The type of the values is known at run time only.
        var type = old.ItemType is TextDataViewType ? typeof(string) : old.ItemType.RawType;
        var match = typeof(KeyMatch).GetMethod(nameof(ById), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(type);
        try
        {
            return (int[])match.Invoke(null, [earlier, current, role])!;
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }

    private static int[] ById<T>(DataViewSchema.Column earlier, DataViewSchema.Column current, string role)
        where T : notnull
    {
        var keys = new Dictionary<T, int>();
        foreach (var id in KeyIds.Read<T>(earlier, role))
        {
            if (!keys.TryAdd(id, keys.Count))
                throw Repeated(earlier, id, role);
        }

        var seen = new HashSet<T>();
        return Array.ConvertAll(
            KeyIds.Read<T>(current, role), id => seen.Add(id) ? keys.GetValueOrDefault(id, -1) : throw Repeated(current, id, role));
    }

    private static InvalidOperationException Repeated<T>(DataViewSchema.Column column, T id, string role) => new(
        $"Two keys of the {role} column '{column.Name}' have the id '{id}', so the {role}s of the earlier model cannot be found. Give each "
        + "id one key, as MapValueToKey does.");

    private static VectorDataViewType? ValuesOf(DataViewSchema.Column column) =>
        column.Annotations.Schema.GetColumnOrNull(KeyNames.Annotation)?.Type as VectorDataViewType;

    private static int IndexOf(KeyMap keys, int key) =>
        key >= 0 && keys.IndexOf(key) is var index && (uint)index < (uint)keys.IndexCount ? index : -1;
}
