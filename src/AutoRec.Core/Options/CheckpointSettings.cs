using static AutoRec.OptionCheck;

namespace AutoRec;

/// <summary>The options of a trainer that concern its checkpoints.</summary>
/// <param name="Folder">The folder of the files.</param>
/// <param name="Interval">The time between two checkpoints; zero for one after each epoch.</param>
/// <param name="Epochs">The number of epochs between two checkpoints; null: the interval decides.</param>
internal sealed record CheckpointSettings(string Folder, TimeSpan Interval, int? Epochs)
{
    /// <summary>The settings of a trainer's options; null without a folder.</summary>
    public static CheckpointSettings? Of(string? folder, TimeSpan interval, int? epochs) =>
        folder is null ? null : new(folder, interval, epochs);

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static void Check(string? folder, TimeSpan interval, int? epochs)
    {
        Require(folder is null || !string.IsNullOrWhiteSpace(folder), "CheckpointFolder", $"'{folder}'", "a folder, or null for none");
        Require(interval >= TimeSpan.Zero, "CheckpointInterval", interval, "at least 00:00:00, which stands for each epoch");
        Require(epochs is null or > 0, "CheckpointEpochs", epochs, "at least 1");
    }
}
