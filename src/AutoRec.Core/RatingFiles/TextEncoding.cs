using System.Text;
using System.Text.Unicode;

namespace AutoRec.RatingFiles;

/// <summary>The encoding of bytes without a byte order mark.</summary>
internal static class TextEncoding
{
    /// <summary>UTF-8 if the bytes are valid UTF-8, otherwise Latin-1, which older files use.</summary>
    public static Encoding Of(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1;
}
