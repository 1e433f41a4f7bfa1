using System.Text;

namespace AutoRec.RatingFiles;

/// <summary>Quotes the beginning of a line in an error message.</summary>
internal static class Excerpt
{
    private const int MaxLength = 60;

    public static string Of(ReadOnlySpan<byte> bytes) => Of(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 4 * MaxLength)]));

    public static string Of(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return "an empty line";

        var shown = text[..Math.Min(text.Length, MaxLength)].ToString().Select(Show);
        return $"'{string.Concat(shown)}{(text.Length > MaxLength ? "…" : "")}'";

        static string Show(char c) => c == '\t' ? @"\t" : char.IsControl(c) ? $@"\x{(int)c:X2}" : c.ToString();
    }
}
