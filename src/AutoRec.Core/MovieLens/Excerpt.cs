using System.Globalization;
using System.Text;

namespace AutoRec.MovieLens;

/// <summary>Quotes the beginning of a line in an error message.</summary>
internal static class Excerpt
{
    private const int MaxLength = 60;

    public static string Of(ReadOnlySpan<byte> bytes) => Of(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 4 * MaxLength)]));

    public static string Of(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return "an empty line";

        var shown = new StringBuilder("'");
        foreach (var c in text[..Math.Min(text.Length, MaxLength)])
        {
            if (c == '\t')
                shown.Append(@"\t");
            else if (char.IsControl(c))
                shown.Append(CultureInfo.InvariantCulture, $@"\x{(int)c:X2}");
            else
                shown.Append(c);
        }

        return shown.Append(text.Length > MaxLength ? "…'" : "'").ToString();
    }
}
