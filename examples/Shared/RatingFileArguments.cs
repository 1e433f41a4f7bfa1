using System.CommandLine;

namespace AutoRec.Examples;

/// <summary>The options that tell how to read a file of ratings, of which most are detected.</summary>
internal sealed class RatingFileArguments
{
    private readonly Option<string?> _user = Column("--user-column", "users");
    private readonly Option<string?> _item = Column("--item-column", "items");
    private readonly Option<string?> _rating = Column("--rating-column", "ratings");
    private readonly Option<string?> _time = Column("--time-column", "times; \"\" for none");

    private readonly Option<string?> _separator = Arguments.Parsed<string?>(
        "--separator",
        "TEXT",
        "Text between two columns, such as ; or \\t for a tab [default: detected]",
        "a text such as ; or \\t",
        text => text == "" ? null : text.Replace(@"\t", "\t", StringComparison.Ordinal));

    private readonly Option<double?> _notRated = Arguments.Number(
        "--not-rated", "Value that stands for a missing rating, such as 0 [default: none]", "a number", double.IsFinite);

    /// <summary>The first option, below the heading of the help.</summary>
    public Option First => _user;

    public IEnumerable<Option> Options => [_user, _item, _rating, _time, _separator, _notRated];

    /// <param name="result">The command line.</param>
    /// <param name="paths">The paths of the ratings, as far as they are given.</param>
    /// <exception cref="UserErrorException">An option is given, but no file of ratings.</exception>
    public RatingFileOptions Read(ParseResult result, params IEnumerable<string?> paths)
    {
        // A path that does not exist is refused later.
        if (Options.FirstOrDefault(option => result.GetResult(option) is not null) is { } given
            && paths.All(path => path is null || Directory.Exists(path) || NamedRelease.Is(path)))
        {
            throw new UserErrorException(
                $"{given.Name} is for a file of your own ratings; expected one, instead of a MovieLens release or generated ratings.");
        }

        return new()
        {
            UserColumn = result.GetValue(_user),
            ItemColumn = result.GetValue(_item),
            RatingColumn = result.GetValue(_rating),
            TimeColumn = result.GetValue(_time),
            Separator = result.GetValue(_separator),
            NotRated = (float?)result.GetValue(_notRated),
        };
    }

    private static Option<string?> Column(string name, string role) => new(name)
    {
        Description = $"Name of the column of the {role}, or its position from 0 [default: detected]",
        HelpName = "COLUMN",
    };
}
