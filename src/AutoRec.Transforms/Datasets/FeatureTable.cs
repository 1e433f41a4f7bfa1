namespace AutoRec.Datasets;

/// <summary>A feature by name. A flag has the value 1.</summary>
internal readonly record struct NamedFeature(string Name, float Value);

/// <summary>The features of ids, as vectors with a slot for each name, in the order of the names.</summary>
/// <param name="Names">The P names of the slots.</param>
/// <param name="OfIds">The features of each id.</param>
/// <param name="Unknown">The features of any other id.</param>
internal sealed record FeatureTable(string[] Names, IReadOnlyDictionary<int, FeatureVector> OfIds, FeatureVector Unknown)
{
    /// <param name="features">The features of each id, with distinct names.</param>
    /// <param name="unknown">The features of an id that has none: the means of numbers.</param>
    public static FeatureTable Of(IReadOnlyDictionary<int, IEnumerable<NamedFeature>> features, NamedFeature[] unknown)
    {
        var all = features.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray());
        string[] names =
            [.. all.Values.SelectMany(one => one).Concat(unknown).Select(feature => feature.Name).Distinct().Order(StringComparer.Ordinal)];
        var slots = names.Select((name, slot) => (name, slot)).ToDictionary();
        return new(names, all.ToDictionary(pair => pair.Key, pair => Vector(pair.Value)), Vector(unknown));

        FeatureVector Vector(NamedFeature[] of)
        {
            var sorted = of.Where(feature => feature.Value != 0).OrderBy(feature => slots[feature.Name]).ToArray();
            return new(Array.ConvertAll(sorted, feature => slots[feature.Name]), Array.ConvertAll(sorted, feature => feature.Value));
        }
    }

    public FeatureVector this[int id] => OfIds.GetValueOrDefault(id) ?? Unknown;
}
