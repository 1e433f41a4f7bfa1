namespace AutoRec.Tests;

/// <summary>Settings of a test.</summary>
internal static class TestSettings
{
    /// <summary>The settings with one more, or with another value.</summary>
    public static Dictionary<string, string?> With(this Dictionary<string, string?> settings, string name, string value) =>
        new(settings) { [name] = value };
}
