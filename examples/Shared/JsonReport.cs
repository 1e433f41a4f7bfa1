using System.Text.Json;

namespace AutoRec.Examples;

/// <summary>Writes figures as JSON.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    };

    public static void Write<T>(string path, T figures) =>
        AtomicFile.Write(path, temporary => File.WriteAllText(temporary, JsonSerializer.Serialize(figures, Format) + "\n"));

    /// <summary>The value, or null for NaN and infinity, which JSON does not have.</summary>
    public static double? Number(double value) => double.IsFinite(value) ? value : null;
}
