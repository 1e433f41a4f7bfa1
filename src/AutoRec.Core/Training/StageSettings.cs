using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AutoRec.Checkpoints;
using AutoRec.Model;
using AutoRec.Sharding;

namespace AutoRec.Training;

/// <summary>All that the result of a training depends on, for its checkpoints: options, seed, engine, and digests of the data.</summary>
internal static class StageSettings
{
    // The others may change the result. The seed and the engine are given, because the options may leave them open.
    private static readonly string[] WithoutEffect =
    [
        nameof(AutoRecOptions.Seed),
        nameof(AutoRecOptions.Engine),
        nameof(AutoRecOptions.NumberOfThreads),
        nameof(AutoRecOptions.CancellationToken),
        nameof(AutoRecOptions.KeepModelWhenCanceled),
        nameof(AutoRecOptions.Progress),
        nameof(AutoRecOptions.CheckpointFolder),
        nameof(AutoRecOptions.CheckpointInterval),
        nameof(AutoRecOptions.CheckpointEpochs),
    ];

    /// <param name="plan">The options, the variant and the engine.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="epochs">The number of epochs of a second training; null if the options determine it.</param>
    /// <param name="first">The network before the first step.</param>
    /// <param name="ratings">The rows to encode.</param>
    /// <param name="validation">The held-out ratings; null for none.</param>
    /// <param name="shard">The columns of the network and of the ratings.</param>
    public static IReadOnlyList<CheckpointSetting> Of(
        NetworkPlan plan, int seed, int? epochs, Network first, RatingMatrix ratings, RatingMatrix? validation, Shard shard) =>
    [
        .. OfOptions(plan.Options),
        .. shard.IsWhole ? [] : new CheckpointSetting[] { new("the shard", $"{shard.Index} of {shard.Count}") },
        new("Variant", Text(plan.Variant)),
        new("Engine", Text(plan.Engine.Engine)),
        new("Seed", Text(seed)),

        // Torch divides its sums by threads. The sparse engine gives the same bits with any number.
        .. plan.Engine.Engine == TrainingEngine.Torch
            ? [new("NumberOfThreads", Text(plan.Options.NumberOfThreads ?? Environment.ProcessorCount))]
            : Array.Empty<CheckpointSetting>(),
        .. epochs is { } count ? [new("the number of epochs of the second training", Text(count))] : Array.Empty<CheckpointSetting>(),
        .. OfData("ratings", ratings),
        .. validation is null ? [] : OfData("validation ratings", validation),
        new("first weights", Digest(hash => Add(hash, first)), IsDigest: true),
    ];

    /// <summary>The options that change the result and are set.</summary>
    public static IEnumerable<CheckpointSetting> OfOptions(AutoRecOptions options) =>
        from field in typeof(AutoRecOptions).GetFields(BindingFlags.Public | BindingFlags.Instance)
        where !WithoutEffect.Contains(field.Name)
        let value = field.GetValue(options)
        where value is not (null or Delegate)
        select new CheckpointSetting(field.Name, Text(value));

    private static IEnumerable<CheckpointSetting> OfData(string name, RatingMatrix ratings)
    {
        yield return new($"the number of {name}", Text(ratings.Count));
        yield return new($"the matrix of {name}", FormattableString.Invariant($"{ratings.RowCount} × {ratings.ColumnCount}"));
        yield return new(name, Digest(hash =>
        {
            Add(hash, ratings.RowPointers);
            Add(hash, ratings.ColumnIndices);
            Add(hash, ratings.Values);
        }), IsDigest: true);
        yield return new($"weights of the {name}", Digest(hash => Add(hash, ratings.Weights)), IsDigest: true);
        yield return new(
            $"features of the {name}",
            Digest(hash =>
            {
                Add(hash, ratings.RowFeatures);
                Add(hash, ratings.ColumnFeatures);
            }),
            IsDigest: true);
    }

    private static string Digest(Action<IncrementalHash> add)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        add(hash);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, Network network)
    {
        foreach (var layer in network.Layers.Append(network.RowFeatures).Append(network.ColumnFeatures).OfType<AutoRecLayer>())
        {
            Add(hash, layer.Weights.AsSpan());
            Add(hash, layer.Biases.AsSpan());
        }
    }

    private static void Add(IncrementalHash hash, FeatureMatrix? features)
    {
        Add(hash, [features?.SlotCount ?? 0, features?.Count ?? 0]);
        foreach (var vector in features?.Vectors ?? [])
        {
            Add(hash, [vector.Count]);
            Add(hash, vector.Slots.AsSpan());
            Add(hash, vector.Values.AsSpan());
        }
    }

    private static void Add<T>(IncrementalHash hash, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        const int partLength = 1 << 20; // A span of bytes cannot hold more than half a billion values.
        for (var at = 0; at < values.Length; at += partLength)
            hash.AppendData(MemoryMarshal.AsBytes(values.Slice(at, Math.Min(partLength, values.Length - at))));
    }

    private static void Add(IncrementalHash hash, ReadOnlySpan<int> values) => Add<int>(hash, values);

    private static void Add(IncrementalHash hash, Span<float> values) => Add<float>(hash, values);

    private static string Text(object value) => value is IEnumerable values and not string
        ? $"[{string.Join(", ", values.Cast<object>().Select(Text))}]"
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
