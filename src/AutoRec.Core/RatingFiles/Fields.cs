namespace AutoRec.RatingFiles;

/// <summary>Splits a line into fields. <see cref="LineParser"/> does without it for most lines.</summary>
internal static class Fields
{
    /// <summary>
    /// Splits a line. Spaces around a field are dropped, and so are the quotes, where two quotes inside stand for one. If a space separates
    /// the fields, several separate them as well.
    /// </summary>
    /// <returns>The fields; null if a quote has no end, or text follows it.</returns>
    public static List<byte[]>? Split(ReadOnlySpan<byte> line, ReadOnlySpan<byte> separator, bool allowQuoting)
    {
        var fields = new List<byte[]>();
        var isSpace = separator is [(byte)' '];
        if (isSpace)
            line = line.Trim((byte)' ');
        while (true)
        {
            var start = separator[0] == ' ' ? line : line.TrimStart((byte)' ');
            if (allowQuoting && start.StartsWith("\""u8))
            {
                if (!TryReadQuoted(start, out var field, out var length))
                    return null;
                fields.Add(field);
                line = separator[0] == ' ' ? start[length..] : start[length..].TrimStart((byte)' ');
                if (line.IsEmpty)
                    return fields;
                if (!line.StartsWith(separator))
                    return null;
                line = Next(line[separator.Length..]);
                continue;
            }

            var end = line.IndexOf(separator);
            fields.Add((end < 0 ? line : line[..end]).Trim((byte)' ').ToArray());
            if (end < 0)
                return fields;
            line = Next(line[(end + separator.Length)..]);
        }

        ReadOnlySpan<byte> Next(ReadOnlySpan<byte> rest) => isSpace ? rest.TrimStart((byte)' ') : rest;
    }

    private static bool TryReadQuoted(ReadOnlySpan<byte> text, out byte[] field, out int length)
    {
        var content = new List<byte>();
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                content.Add(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                content.Add(text[at++]);
            }
            else
            {
                (field, length) = ([.. content], at + 1);
                return true;
            }
        }

        (field, length) = ([], text.Length);
        return false;
    }
}
