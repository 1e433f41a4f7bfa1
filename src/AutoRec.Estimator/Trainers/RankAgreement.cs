using System.Globalization;
using System.Text;
using AutoRec.Training;

namespace AutoRec.Trainers;

/// <summary>
/// Checks that all ranks were given the same options. Otherwise they would wait for each other in different places, or sum numbers of
/// different meaning.
/// </summary>
internal static class RankAgreement
{
    private const string NotSet = "not set";

    /// <param name="ranks">The ranks, which call it together.</param>
    /// <param name="options">The options of this rank.</param>
    /// <param name="engine">The engine of this rank.</param>
    /// <param name="hasValidation">Whether this rank was given validation ratings.</param>
    /// <exception cref="InvalidOperationException">A rank has another option, version or number of shards.</exception>
    public static void Check(RankGroup ranks, AutoRecTrainer.Options options, EngineFactory engine, bool hasValidation)
    {
        string[] mine =
        [
            .. StageSettings.OfOptions(options).SelectMany(setting => new[] { setting.Name, setting.Value }),
            nameof(options.Variant), Text(options.Variant),
            nameof(options.KeepRatings), Text(options.KeepRatings),
            nameof(options.ProbabilitiesColumnName), Text(options.ProbabilitiesColumnName),
            nameof(options.KeepModelWhenCanceled), Text(options.KeepModelWhenCanceled),
            nameof(options.CheckpointFolder), options.CheckpointFolder is null ? NotSet : "set", // Each machine may have its own.
            nameof(options.Seed), Text(options.Seed),
            nameof(options.Engine), Text(engine.Engine),
            "the number of shards", Text(ranks.NumberOfShards),
            "validationData", hasValidation ? "given" : "not given",
            "the version of AutoRec.MLNet", ModelCard.CurrentVersion,
        ];
        var texts = ranks.Share(Encoding.UTF8.GetBytes(string.Join('\0', mine)));
        var settings = Array.ConvertAll(texts, text => ToDictionary(Encoding.UTF8.GetString(text)));
        for (var rank = 1; rank < settings.Length; rank++)
        {
            foreach (var name in settings[0].Keys.Union(settings[rank].Keys))
            {
                var (first, other) = (settings[0].GetValueOrDefault(name, NotSet), settings[rank].GetValueOrDefault(name, NotSet));
                if (first != other)
                {
                    throw new InvalidOperationException(
                        $"The ranks differ: {name} is {first} in rank 0 and {other} in rank {rank}; expected the same in all ranks. Start "
                        + "the same program with the same options in each rank.");
                }
            }
        }
    }

    private static Dictionary<string, string> ToDictionary(string text) =>
        text.Split('\0').Chunk(2).ToDictionary(setting => setting[0], setting => setting[1]);

    private static string Text(object? value) =>
        Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : NotSet;
}
