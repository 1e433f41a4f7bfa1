using AutoRec.Examples;
using AutoRec.Training;

namespace AutoRec.Benchmarks;

/// <summary>A data set of the protocol: real training ratings, of which a random tenth is held out.</summary>
/// <param name="Name">The name, for the tables and the journal.</param>
/// <param name="Load">Loads the ratings, items × users, with the features that the data has.</param>
internal sealed record ProtocolData(string Name, Func<RatingMatrix> Load)
{
    private const double HeldOutFraction = 0.1;

    // Other numbers than those of the trainings, so that a sample is not drawn like its hold-out.
    private const int SampleSeed = 1_000;

    /// <summary>All data sets, from the smallest to the largest.</summary>
    /// <param name="root">The folder with one folder for each release.</param>
    public static IReadOnlyList<ProtocolData> All(string root)
    {
        var million = new Lazy<RatingMatrix>(() => Items("ml-1m-train"));
        return
        [
            new("ml-1m 1 %", () => Sample(0.01)),
            Fold("u1"),
            Fold("u2"),
            Fold("u3"),
            new("movietweetings", () => Items("movietweetings-train")),
            new("ml-1m 10 %", () => Sample(0.1)),
            new("latest-small", () => Items("ml-latest-small")),
            new("ml-1m 30 %", () => Sample(0.3)),
            new("ml-1m", () => million.Value),
        ];

        ProtocolData Fold(string name) => new(name, () => Items(Path.Combine("ml-100k", name + ".base")));

        RatingMatrix Items(string name)
        {
            var path = Path.Combine(root, name);
            return Path.Exists(path)
                ? WithFeatures(RatingData.Load(path).Transpose(), path)
                : throw new UserErrorException($"'{path}' does not exist. --data is a folder with ml-100k, ml-latest-small, ml-1m-train "
                    + "and movietweetings-train; to measure on some of them, use --only.");
        }

        static RatingMatrix WithFeatures(RatingMatrix items, string path)
        {
            var features = RatingData.LoadFeatures(path);
            return items.WithFeatures(features.Items, features.Users);
        }

        RatingMatrix Sample(double fraction) => RatingSplit.HoldOut(million.Value, fraction, SampleSeed).HeldOut;
    }

    public static (RatingMatrix Train, RatingMatrix HeldOut) Split(RatingMatrix ratings, int seed) =>
        RatingSplit.HoldOut(ratings, HeldOutFraction, seed);
}
