using System.Globalization;
using System.Text;

namespace AutoRec;

/// <summary>How <c>LoadRatings</c> reads a text file of ratings. Every option that is not set is detected.</summary>
/// <remarks>
/// A column is the name in the header, in any case, or a position from 0, such as <c>"2"</c>. Without a header, or if the header has no
/// known word, the first columns are user, item, rating and time.
/// </remarks>
public sealed class RatingFileOptions
{
    /// <summary>The column of the users. Default: detected by words such as <c>userId</c>, <c>customer</c> and <c>reviewerID</c>.</summary>
    public string? UserColumn { get; set; }

    /// <summary>The column of the items. Default: detected by words such as <c>movieId</c>, <c>item</c> and <c>ISBN</c>.</summary>
    public string? ItemColumn { get; set; }

    /// <summary>The column of the ratings. Default: detected by words such as <c>rating</c>, <c>score</c> and <c>overall</c>.</summary>
    public string? RatingColumn { get; set; }

    /// <summary>
    /// The column of the times: seconds or milliseconds since 1970-01-01 00:00 UTC, or ISO 8601, which is UTC unless it states an offset;
    /// dates may be written as <c>20050421</c>. An empty text stands for no column. Default: detected by words such as
    /// <c>timestamp</c> and <c>date</c>, and by the values. Seconds before 1973 are taken for other numbers unless this is set.
    /// </summary>
    public string? TimeColumn { get; set; }

    /// <summary>The text between two fields. Default: a tab, <c>::</c>, a semicolon, <c>|</c>, a comma or spaces, as detected.</summary>
    public string? Separator { get; set; }

    /// <summary>Whether the first line has the names of the columns. Default: true if no field of the first line is a number.</summary>
    public bool? HasHeader { get; set; }

    /// <summary>Whether <c>"</c> at the beginning of a field quotes it, as in CSV. Default: true.</summary>
    public bool AllowQuoting { get; set; } = true;

    /// <summary>
    /// The encoding. Default: UTF-16 or UTF-8 by the byte order mark; otherwise UTF-8, or Windows-1252 (Latin-1) for ids that
    /// are not valid UTF-8.
    /// </summary>
    public Encoding? Encoding { get; set; }

    /// <summary>
    /// The culture of the ratings, which may separate thousands. Default: a decimal point or a decimal comma, as in the first rating with
    /// either.
    /// </summary>
    public CultureInfo? Culture { get; set; }

    /// <summary>A value that stands for a missing rating, such as 0 or 99. Rows with it are skipped. Default: none.</summary>
    public float? NotRated { get; set; }

    /// <summary>
    /// Whether ids are Text even if all are whole numbers. Set it if one of several files has ids such as <c>007</c> or <c>X1</c>. Default:
    /// false.
    /// </summary>
    public bool TextIds { get; set; }

    /// <summary>Whether the file must be one of MovieLens: Int32 ids, with or without leading zeros, and times.</summary>
    internal bool IsMovieLens { get; init; }
}
