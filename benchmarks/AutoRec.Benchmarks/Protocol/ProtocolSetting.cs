using System.Text.Json;
using System.Text.Json.Serialization;
using AutoRec.Engines;
using AutoRec.Examples;
using AutoRec.Training;

namespace AutoRec.Benchmarks;

/// <summary>A setting to measure: a model with its options.</summary>
/// <param name="Name">The name, for the tables.</param>
/// <param name="Text">The options as in the file, for the journal.</param>
/// <param name="Train">Trains on items × users and returns the score of an item and a user.</param>
internal sealed record ProtocolSetting(
    string Name, string Text, Func<RatingMatrix, int, CancellationToken, Func<int, int, float>> Train)
{
    private const string Model = "Model";
    private const string Features = "Features";

    private static readonly JsonSerializerOptions Format = new()
    {
        IncludeFields = true,
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Reads a JSON object with a member for each setting.</summary>
    /// <exception cref="UserErrorException">The file is malformed; the message names the setting and the option.</exception>
    public static IReadOnlyList<ProtocolSetting> ReadAll(string path)
    {
        try
        {
            var settings = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, JsonElement>>>(File.ReadAllText(path), Format)!;
            return settings.Count > 0
                ? [.. settings.Select(pair => Read(pair.Key, pair.Value))]
                : throw new UserErrorException($"'{path}' has no settings; expected an object such as {{ \"default\": {{}} }}.");
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new UserErrorException($"'{path}': {e.Message}");
        }
    }

    private static ProtocolSetting Read(string name, Dictionary<string, JsonElement> members)
    {
        var text = JsonSerializer.Serialize(members);
        var model = members.Remove(Model, out var kind) ? kind.GetString() : nameof(AutoRec);
        var hasFeatures = members.Remove(Features, out var features) && features.GetBoolean();
        var setting = Read(name, text, model, members);
        return setting with
        {
            Train = (items, seed, cancellationToken) =>
                setting.Train(hasFeatures ? items : items.WithFeatures(null, null), seed, cancellationToken),
        };
    }

    private static ProtocolSetting Read(string name, string text, string? model, Dictionary<string, JsonElement> members) => model switch
    {
        "Biases" => new(name, text, (train, _, _) => TrainBiases(train)),
        "AutoRec" => new(name, text, TrainNetwork(Options<AutoRecTrainer.Options>(name, members))),
        "Blend" => new(name, text, TrainBlend(Options<AutoRecBlendTrainer.Options>(name, members))),
        _ => throw new ArgumentException($"Setting \"{name}\" has the {Model} '{model}'; expected Biases, AutoRec or Blend."),
    };

    private static TOptions Options<TOptions>(string name, Dictionary<string, JsonElement> members)
    {
        try
        {
            return JsonSerializer.Deserialize<TOptions>(JsonSerializer.Serialize(members), Format)!;
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"Setting \"{name}\": {e.Message}");
        }
    }

    private static Func<RatingMatrix, int, CancellationToken, Func<int, int, float>> TrainNetwork(AutoRecTrainer.Options options)
    {
        (options.LabelColumnName, options.MatrixColumnIndexColumnName, options.MatrixRowIndexColumnName) = ("label", "user", "item");
        options.Check();
        options.NumberOfThreads = 1;
        return (items, seed, cancellationToken) =>
        {
            var isItemBased = options.Variant == AutoRecVariant.ItemBased;
            var run = new TrainingRun(options, options.Variant, EngineChoice.For(options), Context(seed, cancellationToken));
            return run.Train(isItemBased ? items : items.Transpose(), validation: null).Model.Score;
        };
    }

    private static Func<RatingMatrix, int, CancellationToken, Func<int, int, float>> TrainBlend(AutoRecBlendTrainer.Options options)
    {
        var members = options.Members.Select(member =>
        {
            member.NumberOfThreads = 1;
            return new NetworkPlan(member, member.Variant, EngineChoice.For(member));
        }).ToArray();
        return (items, seed, cancellationToken) =>
            new BlendRun(members, options.ValidationFraction, Context(seed, cancellationToken), progress: null).Train(items).Model.Score;
    }

    private static Func<int, int, float> TrainBiases(RatingMatrix items)
    {
        int[] rows = [.. items.RatedRows().SelectMany(row => Enumerable.Repeat(row, items.CountOf(row)))];
        var predictor = new BiasPredictor(new(items.ColumnIndices.ToArray(), rows, items.Values.ToArray()), withBiases: true);
        return (item, user) => predictor.Score(user, item);
    }

    private static RunContext Context(int seed, CancellationToken cancellationToken) =>
        new(seed, _ => { }, cancellationToken.ThrowIfCancellationRequested);
}
