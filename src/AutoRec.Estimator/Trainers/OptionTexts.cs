using System.Collections;
using System.Globalization;
using System.Reflection;

namespace AutoRec.Trainers;

/// <summary>The options of a trainer as texts for the <see cref="ModelCard"/>.</summary>
internal static class OptionTexts
{
    private static readonly string[] IgnoredByBlends =
        [nameof(AutoRecTrainer.Options.RoundWeights), nameof(AutoRecOptions.KeepModelWhenCanceled)];

    private static readonly string[] OfCheckpoints =
    [
        nameof(AutoRecOptions.CheckpointFolder), nameof(AutoRecOptions.CheckpointInterval), nameof(AutoRecOptions.CheckpointEpochs),
    ];

    /// <summary>
    /// The options that were set, in the order of their declaration, without seed, callback, cancellation and checkpoints. The options of
    /// a blend's member are one text, without those that are the blend's.
    /// </summary>
    public static IEnumerable<(string Name, string Value)> Of(object options) => Of(options, outer: []);

    private static IEnumerable<(string Name, string Value)> Of(object options, HashSet<string> outer)
    {
        var fields = FieldsOf(options.GetType());
        foreach (var field in fields.Where(field => !outer.Contains(field.Name) && !OfCheckpoints.Contains(field.Name)))
        {
            switch (field.GetValue(options))
            {
                case null or Delegate or CancellationToken or RankGroup:
                case int when field.Name == nameof(AutoRecOptions.Seed):
                    break;
                case AutoRecOptions[] members:
                    HashSet<string> names = [.. fields.Select(option => option.Name), .. IgnoredByBlends];
                    for (var m = 0; m < members.Length; m++)
                    {
                        var texts = Of(members[m], names).Select(option => $"{option.Name} = {option.Value}");
                        yield return ($"{field.Name}[{m}]", string.Join(", ", texts));
                    }

                    break;
                case IEnumerable values and not string:
                    yield return (field.Name, $"[{string.Join(", ", values.Cast<object>().Select(Text))}]");
                    break;
                case var value:
                    yield return (field.Name, Text(value));
                    break;
            }
        }
    }

    /// <summary>The fields: first those of the trainer, then those that trainers share.</summary>
    private static FieldInfo[] FieldsOf(Type options) =>
    [
        .. options.GetFields(BindingFlags.Public | BindingFlags.Instance)
            .OrderByDescending(field => field.DeclaringType == options)
            .ThenBy(field => field.MetadataToken),
    ];

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;
}
