using System.Globalization;
using System.Text;

namespace AutoRec.RatingFiles;

/// <summary>Detects the format of a ratings file from its first lines, because names of files tell little.</summary>
internal sealed class FormatDetection
{
    private const int MaxLines = 100;

    private static readonly string[] Separators = ["\t", "::", ";", "|", ",", " "];

    // Of users who seem to be numbered by the lines.
    private const int MinRunLength = 3;

    private readonly string _file;
    private readonly RatingFileOptions _options;
    private readonly List<byte[]> _lines;
    private readonly List<int> _numbers; // Of the lines in the file, from 1: blank lines are left out.

    private FormatDetection(string file, RatingFileOptions options, List<byte[]> lines, List<int> numbers) =>
        (_file, _options, _lines, _numbers) = (file, options, lines, numbers);

    /// <param name="head">The beginning of the file, in UTF-8 or Windows-1252.</param>
    /// <param name="isWhole">Whether it is the whole file.</param>
    /// <param name="file">The name of the file, for errors.</param>
    /// <param name="options">The options; those that are set are not detected.</param>
    /// <exception cref="FormatException">The file is empty, or has no columns of users, items and ratings.</exception>
    public static RatingFileFormat Detect(ReadOnlySpan<byte> head, bool isWhole, string file, RatingFileOptions options)
    {
        var (lines, numbers, number) = (new List<byte[]>(), new List<int>(), 0);
        while (!head.IsEmpty && lines.Count < MaxLines)
        {
            var end = head.IndexOf((byte)'\n');
            if (end < 0 && !isWhole && lines.Count > 0)
                break;
            var line = (end < 0 ? head : head[..end]).TrimEnd((byte)'\r');
            number++;
            if (!line.Trim(" \t"u8).IsEmpty)
            {
                lines.Add(line.ToArray());
                numbers.Add(number);
            }

            head = end < 0 ? [] : head[(end + 1)..];
        }

        return lines.Count > 0
            ? new FormatDetection(file, options, lines, numbers).Detect()
            : throw new FormatException($"'{file}' is empty; expected a rating in each line.");
    }

    /// <summary>
    /// Takes the first separator that finds the columns, of those that divide most lines into equally many. If it finds none, others that
    /// divide as many lines may; otherwise the error tells why the likeliest did not.
    /// </summary>
    private RatingFileFormat Detect()
    {
        FormatException? reason = null;
        var likely = (_options.Separator is { } set ? [set] : Separators).Select(SplitLines).OfType<Table>()
            .GroupBy(table => table.Likelihood).OrderByDescending(group => group.Key).FirstOrDefault();
        foreach (var table in likely ?? Enumerable.Empty<Table>())
        {
            try
            {
                return Resolve(table);
            }
            catch (FormatException e)
            {
                reason ??= e;
            }
        }

        throw reason ?? new FormatException(
            $"'{_file}', line {_numbers[0]}: found {Excerpt.Of(_lines[0])}, expected user, item and rating, separated by "
            + (_options.Separator is { } only ? $"{RatingFileFormat.NameOf(only)}. " : "a tab, '::', ';', '|', ',' or a space. ")
            + "Set the separator, or use mlContext.Data.LoadFromTextFile.");
    }

    /// <summary>Splits the lines, and finds how many fields at least half of them have; null unless there are three.</summary>
    private Table? SplitLines(string separator)
    {
        var bytes = Encoding.UTF8.GetBytes(separator);
        var lines = _lines.ConvertAll(line => Fields.Split(line, bytes, _options.AllowQuoting));
        var columns = lines.OfType<List<byte[]>>().GroupBy(fields => fields.Count).OrderByDescending(group => group.Count())
            .FirstOrDefault();
        return columns?.Key >= 3 && 2 * columns.Count() >= lines.Count
            ? new(separator, lines, columns.Key, (lines[0]?.Count == columns.Key, columns.Count()))
            : null;
    }

    private RatingFileFormat Resolve(Table table)
    {
        var (separator, lines, columns, _) = table;
        var header = lines[0] is { } first && first.Count == columns && (_options.HasHeader ?? !first.Any(IsNumber))
            ? first.ConvertAll(Decode).ToArray()
            : null;
        List<List<byte[]>> rows =
            [.. lines.Skip(header is null ? 0 : 1).OfType<List<byte[]>>().Where(fields => fields.Count == columns)];
        var roles = new ColumnRole[columns];
        Set(ColumnRole.User, _options.UserColumn);
        Set(ColumnRole.Item, _options.ItemColumn);
        Set(ColumnRole.Rating, _options.RatingColumn);
        Set(ColumnRole.Time, _options.TimeColumn);
        ColumnRole[] missing = [.. new[] { ColumnRole.User, ColumnRole.Item, ColumnRole.Rating }.Where(role => !roles.Contains(role))];
        var byName = header is null ? [] : missing.Where(role => TryFind(header, role)).ToArray();
        var isByPosition = byName.Length < missing.Length;
        var firstColumn = header is not null && isByPosition && columns > 3 && HeaderWords.IsOfIndex(header[0]) ? 1 : 0;
        if (isByPosition)
            FindByPosition(missing, header, byName.Length > 0 || missing.Length < 3);

        var ratings = Array.IndexOf(roles, ColumnRole.Rating);
        var numbers = _options.Culture?.NumberFormat ?? DetectNumbers(separator, rows, ratings);
        CheckRatings(rows, lines.IndexOf(rows.FirstOrDefault()), ratings, numbers);
        if (missing.Contains(ColumnRole.Rating) && isByPosition)
            CheckNoTimes(rows, ratings);
        var (time, unreadTimes) = FindTime();
        var example = rows.Find(fields => FieldValues.TryReadNumber(fields[ratings], numbers, out _)) ?? rows[0];
        return new(
            separator, header, roles, time, numbers, _lines[lines.IndexOf(example)], unreadTimes, WarnOfIndex(), _options);

        string? WarnOfIndex()
        {
            var users = Array.IndexOf(roles, ColumnRole.User);
            return header is null && columns > 3 && !_options.IsMovieLens && missing.Contains(ColumnRole.User) && IsRunning(rows, users)
                ? $"The users of '{_file}', in column {users}, are consecutive numbers. If these number the lines, set UserColumn, "
                    + "ItemColumn and RatingColumn."
                : null;
        }

        bool TryFind(string[] names, ColumnRole role)
        {
            var column = HeaderWords.Find(names, role, at => roles[at] == ColumnRole.Other);
            if (column >= 0)
                roles[column] = role;
            return column >= 0;
        }

        void Set(ColumnRole role, string? column)
        {
            if (string.IsNullOrEmpty(column))
                return;
            var at = IndexOf(column, header, columns);
            if (roles[at] != ColumnRole.Other)
            {
                throw new FormatException(
                    $"'{_file}': column '{column}' is both {NameOf(roles[at])} and {NameOf(role)}. Set different columns.");
            }

            roles[at] = role;
        }

        void FindByPosition(ColumnRole[] wanted, string[]? names, bool isPartial)
        {
            if (isPartial && names is not null)
            {
                var role = wanted.First(role => !roles.Contains(role));
                throw new FormatException(
                    $"'{_file}', line {_numbers[0]}: found no column of the {NameOf(role)} in the header {string.Join(", ", names)}. Set "
                    + $"{role}Column to a name or a position from 0.");
            }

            foreach (var role in wanted)
            {
                var at = firstColumn + (int)role - 1;
                if (roles[at] != ColumnRole.Other)
                {
                    throw new FormatException(
                        $"'{_file}': column {at} is {NameOf(roles[at])}, so the {NameOf(role)} has no default position. Set {role}Column.");
                }

                roles[at] = role;
            }
        }

        (TimeForm Form, string? Unread) FindTime()
        {
            var isSet = roles.Contains(ColumnRole.Time);
            var isNamed = !isSet && _options.TimeColumn is null && header is not null && TryFind(header, ColumnRole.Time);
            var position = firstColumn + 3;
            if (!isSet && !isNamed && _options.TimeColumn is null && (header is null || (missing.Length == 3 && byName.Length == 0))
                && columns > position && roles[position] == ColumnRole.Other)
                roles[position] = ColumnRole.Time;

            var column = Array.IndexOf(roles, ColumnRole.Time);
            var fields = column < 0 ? [] : rows.ConvertAll(fields => fields[column]);
            var form = column < 0 ? TimeForm.None : TimeValues.Detect(fields);
            if (form != TimeForm.None && (isSet || _options.IsMovieLens || TimeValues.AreLikely(fields)))
                return (form, null);
            if (isSet || _options.IsMovieLens)
            {
                throw new FormatException(
                    $"'{_file}': found {(column < 0 ? "no times" : $"the time {Excerpt.Of(fields[0])}")}; expected {TimeValues.Forms}."
                    + (_options.IsMovieLens ? " Use LoadRatings for files without times." : " Set TimeColumn to \"\" to read no times."));
            }

            if (column >= 0)
                roles[column] = ColumnRole.Other;
            return (TimeForm.None, isNamed || form != TimeForm.None || fields.Exists(field => TimeValues.LooksLikeTime(field))
                ? $" (not read: {RatingFileFormat.NameOf(column, header)} has {Excerpt.Of(fields[0])}, expected {TimeValues.Forms})"
                : null);
        }
    }

    private int IndexOf(string column, string[]? header, int columns)
    {
        var at = header is null ? -1 : Array.FindIndex(header, name => name.Equals(column, StringComparison.OrdinalIgnoreCase));
        if (at < 0 && !(int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out at) && at < columns))
        {
            throw new FormatException(
                $"'{_file}' has no column '{column}'; expected "
                + $"{(header is null ? "" : $"one of {string.Join(", ", header)}, or ")}a position from 0 to {columns - 1}.");
        }

        return at;
    }

    /// <summary>The first rating with a point or a comma decides, so that an error names the first other one.</summary>
    private static NumberFormatInfo DetectNumbers(string separator, List<List<byte[]>> rows, int column)
    {
        var first = rows.Find(fields =>
            FieldValues.TryReadNumber(fields[column], FieldValues.DecimalPoint, out _)
            != FieldValues.TryReadNumber(fields[column], FieldValues.DecimalComma, out _));
        return separator != "," && first?[column].Contains((byte)',') == true ? FieldValues.DecimalComma : FieldValues.DecimalPoint;
    }

    /// <summary>Refuses a column in which no value is a number.</summary>
    private void CheckRatings(List<List<byte[]>> rows, int firstRow, int column, NumberFormatInfo numbers)
    {
        if (rows.Count == 0)
            throw new FormatException($"'{_file}' contains no ratings below its header; expected a rating in each line.");
        if (!rows.Any(fields => FieldValues.TryReadNumber(fields[column], numbers, out _) || FieldValues.IsMissingRating(fields[column])))
        {
            throw new FormatException(
                $"'{_file}', line {_numbers[firstRow]}: found {Excerpt.Of(rows[0][column])} as the rating, in column {column}; expected a "
                + "number. Set RatingColumn, Culture for another decimal separator, or use mlContext.Data.LoadFromTextFile.");
        }
    }

    /// <summary>Refuses a column of ratings whose position is that of times.</summary>
    private void CheckNoTimes(List<List<byte[]>> rows, int column)
    {
        if (TimeValues.AreLikely(rows.ConvertAll(fields => fields[column])))
        {
            throw new FormatException(
                $"'{_file}': found {Excerpt.Of(rows[0][column])} as the rating, in column {column}, which looks like a time. Set "
                + "RatingColumn.");
        }
    }

    /// <summary>Whether the fields are 0, 1, 2 and so on, or 1, 2, 3.</summary>
    private static bool IsRunning(List<List<byte[]>> rows, int column)
    {
        var first = rows[0][column] is [(byte)'0'] ? 0 : 1;
        return rows.Count >= MinRunLength
            && Enumerable.Range(0, rows.Count)
                .All(row => FieldValues.TryReadCanonicalId(rows[row][column], out var id) && id == first + row);
    }

    private static bool IsNumber(byte[] field) =>
        FieldValues.TryReadNumber(field, FieldValues.DecimalPoint, out _)
        || FieldValues.TryReadNumber(field, FieldValues.DecimalComma, out _);

    private static string NameOf(ColumnRole role) => role.ToString().ToLowerInvariant();

    private static string Decode(byte[] name) => TextEncoding.Of(name).GetString(name);

    /// <summary>The first lines, divided by a separator.</summary>
    /// <param name="Separator">The separator.</param>
    /// <param name="Lines">The fields of each line; null if a quote has no end.</param>
    /// <param name="Columns">The number of fields that most lines have.</param>
    /// <param name="Likelihood">Whether the first line has as many, which may be a header, and how many lines have.</param>
    private sealed record Table(string Separator, List<List<byte[]>?> Lines, int Columns, (bool First, int Lines) Likelihood);
}
