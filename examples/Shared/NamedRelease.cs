using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace AutoRec.Examples;

/// <summary>Releases of MovieLens that are given by name in place of a path. They are downloaded once.</summary>
internal static class NamedRelease
{
    private static readonly Dictionary<string, MovieLensRelease> Releases = new()
    {
        ["ml-100k"] = MovieLensRelease.Ml100K,
        ["ml-1m"] = MovieLensRelease.Ml1M,
        ["ml-10m"] = MovieLensRelease.Ml10M,
        ["ml-20m"] = MovieLensRelease.Ml20M,
        ["ml-25m"] = MovieLensRelease.Ml25M,
        ["ml-32m"] = MovieLensRelease.Ml32M,
        ["ml-latest-small"] = MovieLensRelease.MlLatestSmall,
    };

    public static IEnumerable<string> Names => Releases.Keys;

    /// <summary>Whether the text names a release, and no file or folder.</summary>
    public static bool Is(string? path) => path is not null && Releases.ContainsKey(path) && !Path.Exists(path);

    private static bool IsWrong(string? path) => path is not null && !Releases.ContainsKey(path) && !Path.Exists(path)
        && Path.GetFileName(path) == path && !Path.HasExtension(path);

    /// <summary>The folder of the release that is named, after a download if necessary; other texts as they are.</summary>
    /// <remarks>The terms of use and the progress go to the error stream, so that the output holds the results only.</remarks>
    public static string? Find(string? path, CancellationToken cancellationToken)
    {
        if (IsWrong(path))
        {
            throw new UserErrorException(
                $"There is no file or folder '{path}', and no release of this name; expected a path, or one of "
                + $"{string.Join(", ", Names)}.");
        }

        if (!Is(path))
            return path;
        var mlContext = new MLContext();
        mlContext.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Info)
                Console.Error.WriteLine(message.RawMessage);
        };
        return mlContext.Data.DownloadMovieLens(Releases[path!], cancellationToken: cancellationToken);
    }
}
