using System.Globalization;

namespace AutoRec.Datasets;

/// <summary>The features of a release's users: the age, and a flag for each decade of age, each gender and each occupation.</summary>
internal static class UserFeatures
{
    private const int Years = 10;
    private const string Age = "age";

    public static FeatureTable Of(IReadOnlyDictionary<int, MovieLensUser> users) => FeatureTable.Of(
        users.ToDictionary(user => user.Key, user => FeaturesOf(user.Value)), [new(Age, users.Values.Average(user => user.Age))]);

    private static IEnumerable<NamedFeature> FeaturesOf(MovieLensUser user)
    {
        yield return new(Age, user.Age);
        yield return new(string.Create(CultureInfo.InvariantCulture, $"aged {Math.Floor(user.Age / Years) * Years}"), 1);
        yield return new($"gender {user.Gender}", 1);
        yield return new($"occupation {user.Occupation}", 1);
    }
}
