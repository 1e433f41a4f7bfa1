namespace AutoRec.RatingFiles;

/// <summary>The result of a line.</summary>
internal enum LineResult : byte
{
    Row,
    Blank,

    /// <summary>The rating is missing, or has the value that stands for a missing one.</summary>
    WithoutRating,

    /// <summary>The user or the item is missing.</summary>
    WithoutId,

    /// <summary>A user or an item that is no number, so that all ids are texts.</summary>
    TextId,
    Malformed,
}

/// <summary>Some lines that one thread parses, and what they contain.</summary>
internal sealed class FilePart
{
    public IdTable Users { get; } = new();
    public IdTable Items { get; } = new();

    /// <summary>The number of lines before the one that stopped the parser, or of all lines.</summary>
    public int Lines { get; set; }

    /// <summary>The number of ratings in these lines.</summary>
    public int Rows { get; set; }

    public int WithoutRating { get; set; }
    public int WithoutId { get; set; }

    /// <summary>Why the parser stopped: TextId or Malformed; Row if it did not.</summary>
    public LineResult End { get; set; }

    public void Clear()
    {
        Users.Clear();
        Items.Clear();
        (Lines, Rows, WithoutRating, WithoutId, End) = (0, 0, 0, 0, LineResult.Row);
    }
}
