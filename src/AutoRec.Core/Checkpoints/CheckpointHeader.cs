using System.Text;

namespace AutoRec.Checkpoints;

/// <summary>An option of a training, or a digest of its data. It must be the same when the training resumes.</summary>
/// <param name="Name">The name of the option, or a word for the data.</param>
/// <param name="Value">The value as text.</param>
/// <param name="IsDigest">Whether the value is a digest, which nobody would read.</param>
internal readonly record struct CheckpointSetting(string Name, string Value, bool IsDigest = false);

/// <summary>The head of a checkpoint: what was trained, and how far.</summary>
/// <param name="Version">The version of AutoRec.MLNet that wrote it.</param>
/// <param name="Seed">The seed of the fit.</param>
/// <param name="HasCreatedFolder">Whether this fit created the folder, so that its end may delete it.</param>
/// <param name="Stage">The number of the training within the fit, from 1.</param>
/// <param name="IsFinished">Whether the training is finished, so that its network follows; otherwise its state.</param>
/// <param name="Settings">All that the result depends on.</param>
internal sealed record CheckpointHeader(
    string Version, int Seed, bool HasCreatedFolder, int Stage, bool IsFinished, IReadOnlyList<CheckpointSetting> Settings)
{
    private const int MostSettings = 1000;

    /// <summary>All that differs from another header, in words; empty if nothing does.</summary>
    /// <param name="now">The header of the training that is about to resume.</param>
    public string Difference(CheckpointHeader now)
    {
        if (Version != now.Version)
            return $"version {Version} of AutoRec.MLNet wrote it, and this is {now.Version}";
        if (Stage != now.Stage)
            return $"it is that of training {Stage} of a fit, and this is training {now.Stage}";
        var (before, after) = (Settings.ToDictionary(setting => setting.Name), now.Settings.ToDictionary(setting => setting.Name));
        var names = Settings.Concat(now.Settings).Select(setting => setting.Name).Distinct();
        return string.Join("; ", names.Select(name => Describe(name, before, after)).OfType<string>());
    }

    public void Write(BinaryWriter writer)
    {
        WriteText(writer, Version);
        writer.Write(Seed);
        writer.Write(HasCreatedFolder);
        writer.Write(Stage);
        writer.Write(IsFinished);
        writer.Write(Settings.Count);
        foreach (var (name, value, isDigest) in Settings)
        {
            WriteText(writer, name);
            WriteText(writer, value);
            writer.Write(isDigest);
        }
    }

    /// <exception cref="FormatException">A count is outside of its range.</exception>
    public static CheckpointHeader Read(BinaryReader reader)
    {
        var (version, seed, hasCreated) = (ReadText(reader), reader.ReadInt32(), reader.ReadBoolean());
        var (stage, isFinished, count) = (reader.ReadInt32(), reader.ReadBoolean(), reader.ReadInt32());
        if (count is < 0 or > MostSettings)
            throw new FormatException($"it announces {count} settings; expected 0 to {MostSettings}");
        var settings = new List<CheckpointSetting>();
        for (var i = 0; i < count; i++)
            settings.Add(new(ReadText(reader), ReadText(reader), reader.ReadBoolean()));
        if (settings.DistinctBy(setting => setting.Name).Count() < count)
            throw new FormatException("two of its settings have the same name");
        return new(version, seed, hasCreated, stage, isFinished, settings);
    }

    private static string? Describe(
        string name, Dictionary<string, CheckpointSetting> before, Dictionary<string, CheckpointSetting> after)
    {
        var (found, wanted) = (before.GetValueOrDefault(name), after.GetValueOrDefault(name));
        if (found == wanted)
            return null;
        return found.IsDigest || wanted.IsDigest
            ? $"the {name} differ"
            : $"{name} was {found.Value ?? "not set"} and is {wanted.Value ?? "not set"}";
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static string ReadText(BinaryReader reader)
    {
        var length = reader.ReadInt32();
        if (length < 0 || length > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new FormatException($"it announces a text of {length} bytes, more than the file holds");
        return Encoding.UTF8.GetString(reader.ReadBytes(length));
    }
}
