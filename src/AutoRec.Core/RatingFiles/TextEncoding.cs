using System.Text;
using System.Text.Unicode;

namespace AutoRec.RatingFiles;

/// <summary>The encoding of bytes without a byte order mark.</summary>
internal static class TextEncoding
{
    /// <summary>Latin-1 with letters and signs in place of control characters, as older files in Western Europe use it.</summary>
    public static Encoding Windows1252 { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>UTF-8 if the bytes are valid UTF-8, otherwise Windows-1252.</summary>
    public static Encoding Of(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8 : Windows1252;
}
