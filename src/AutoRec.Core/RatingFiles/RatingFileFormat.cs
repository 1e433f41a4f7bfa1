using System.Globalization;
using System.Text;

namespace AutoRec.RatingFiles;

/// <summary>The content of a column of a ratings file.</summary>
internal enum ColumnRole : byte
{
    /// <summary>Nothing that is read.</summary>
    Other,
    User,
    Item,
    Rating,
    Time,
}

/// <summary>The form of the times in a file.</summary>
internal enum TimeForm : byte
{
    None,
    Seconds,
    Milliseconds,
    Iso,

    /// <summary>Dates such as 20050421.</summary>
    Digits,
}

/// <summary>The format of a ratings file.</summary>
/// <param name="Separator">The text between two fields.</param>
/// <param name="Header">The names of the columns; null if the file has no header.</param>
/// <param name="Roles">The role of each column.</param>
/// <param name="Time">The form of the times.</param>
/// <param name="Numbers">The format of the ratings.</param>
/// <param name="FirstLine">The line of the first rating, as an example.</param>
/// <param name="UnreadTimes">The reason for not reading a column that seems to have times; null if there is none.</param>
/// <param name="Warning">A doubt about columns that were found by their positions; null if there is none.</param>
/// <param name="Options">The options of the caller.</param>
internal sealed record RatingFileFormat(
    string Separator,
    string[]? Header,
    ColumnRole[] Roles,
    TimeForm Time,
    NumberFormatInfo Numbers,
    byte[] FirstLine,
    string? UnreadTimes,
    string? Warning,
    RatingFileOptions Options)
{
    private static readonly Dictionary<string, string> SeparatorNames =
        new() { ["\t"] = "tab", [","] = "comma", [";"] = "semicolon", [" "] = "space" };

    public byte[] SeparatorBytes { get; } = Encoding.UTF8.GetBytes(Separator);

    /// <summary>The first column with the role.</summary>
    public int ColumnOf(ColumnRole role) => Array.IndexOf(Roles, role);

    public static string NameOf(string separator) => SeparatorNames.GetValueOrDefault(separator, $"'{separator}'");

    /// <summary>Describes the line that was expected, with the first rating as an example unless it is the wrong one itself.</summary>
    public string DescribeLine(ReadOnlySpan<byte> wrong)
    {
        string[] roles = [.. Roles.Where(role => role != ColumnRole.Other).Select(role => role.ToString().ToLowerInvariant())];
        return $"{string.Join(", ", roles[..^1])} and {roles[^1]}"
            + (wrong.SequenceEqual(FirstLine) ? "" : $", as in {Excerpt.Of(FirstLine)}");
    }

    /// <summary>Describes the format, as in "comma-separated with a header; users in 'userId', …".</summary>
    public string Describe()
    {
        var text = new StringBuilder($"{NameOf(Separator)}-separated, with{(Header is null ? "out" : " a")} header; ")
            .Append(CultureInfo.InvariantCulture, $"users in {Name(ColumnRole.User)}, items in {Name(ColumnRole.Item)}, ")
            .Append(CultureInfo.InvariantCulture, $"ratings in {Name(ColumnRole.Rating)}");
        if (Numbers.NumberDecimalSeparator != ".")
            text.Append(CultureInfo.InvariantCulture, $" with decimal '{Numbers.NumberDecimalSeparator}'");
        return text.Append(Time switch
        {
            TimeForm.None => $", no times{UnreadTimes}",
            TimeForm.Digits => $", times in {Name(ColumnRole.Time)} (yyyyMMdd)",
            TimeForm.Iso => $", times in {Name(ColumnRole.Time)} (ISO 8601)",
            _ => $", times in {Name(ColumnRole.Time)} ({Time.ToString().ToLowerInvariant()})",
        }).ToString();

        string Name(ColumnRole role) => NameOf(ColumnOf(role), Header);
    }

    public static string NameOf(int column, string[]? header) => header is null ? $"column {column}" : $"'{header[column]}'";
}
