namespace AutoRec.Datasets;

/// <summary>The published archive of a release.</summary>
/// <param name="Name">The name of the release, and of the archive without its extension.</param>
/// <param name="Folder">The folder in the archive.</param>
/// <param name="Address">The address of the archive.</param>
/// <param name="Terms">The address of the terms of use.</param>
/// <param name="Md5">The MD5 in lower case; null if it changes, so that the one that is served beside the archive counts.</param>
/// <param name="MaxBytes">More than the archive's bytes and more than the bytes of its files.</param>
internal sealed record ReleaseZip(string Name, string Folder, Uri Address, Uri Terms, string? Md5, long MaxBytes)
{
    private const string Server = "https://files.grouplens.org/datasets/movielens/";
    private const long Megabyte = 1_000_000;

    public static ReleaseZip Of(MovieLensRelease release) => release switch
    {
        MovieLensRelease.Ml100K => Create("ml-100k", "README.txt", "0e33842e24a9c977be4e0107933c0723", 50),
        MovieLensRelease.Ml1M => Create("ml-1m", "README.txt", "c4d9eecfca2ab87c1945afe126590906", 100),
        MovieLensRelease.Ml10M => Create("ml-10m", "README.html", "ce571fd55effeba0271552578f2648bd", 1000, folder: "ml-10M100K"),
        MovieLensRelease.Ml20M => Create("ml-20m", "README.html", "cd245b17a1ae2cc31bb14903e1204af3", 4000),
        MovieLensRelease.Ml25M => Create("ml-25m", "README.html", "6b51fb2759a8657d3bfcbfc42b592ada", 4000),
        MovieLensRelease.Ml32M => Create("ml-32m", "README.html", "d472be332d4daa821edc399621853b57", 4000),
        MovieLensRelease.MlLatestSmall => Create("ml-latest-small", "README.html", md5: null, 50),
        _ => throw new ArgumentOutOfRangeException(
            nameof(release), release, $"There is no such release; expected one of {string.Join(", ", Enum.GetNames<MovieLensRelease>())}."),
    };

    private static ReleaseZip Create(string name, string readme, string? md5, int maxMegabytes, string? folder = null) => new(
        name, folder ?? name, new($"{Server}{name}.zip"), new($"{Server}{name}-{readme}"), md5, maxMegabytes * Megabyte);
}
