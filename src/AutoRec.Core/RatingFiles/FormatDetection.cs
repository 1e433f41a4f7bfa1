using System.Globalization;
using System.Text;

namespace AutoRec.RatingFiles;

/// <summary>Detects the format of a ratings file from its first lines, because names of files tell little.</summary>
internal sealed class FormatDetection
{
    private const int MaxLines = 100;

    private static readonly string[] Separators = ["\t", "::", ";", "|", ",", " "];

    private static readonly NumberFormatInfo DecimalComma = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    private readonly string _file;
    private readonly RatingFileOptions _options;
    private readonly List<byte[]> _lines;
    private readonly List<int> _numbers; // Of the lines in the file, from 1: blank lines are left out.

    private FormatDetection(string file, RatingFileOptions options, List<byte[]> lines, List<int> numbers) =>
        (_file, _options, _lines, _numbers) = (file, options, lines, numbers);

    /// <param name="head">The beginning of the file, in UTF-8 or Latin-1.</param>
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

    /// <summary>Takes the first separator that finds the columns; if none does, reports why the likeliest did not.</summary>
    private RatingFileFormat Detect()
    {
        FormatException? reason = null;
        foreach (var separator in _options.Separator is { } set ? [set] : Separators)
        {
            if (SplitLines(separator) is not var (table, columns) || columns < 3)
                continue;
            try
            {
                return Resolve(separator, table, columns);
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

    /// <summary>Splits the lines, and finds how many fields at least half of them have.</summary>
    private (List<List<byte[]>?> Table, int Columns)? SplitLines(string separator)
    {
        var bytes = Encoding.UTF8.GetBytes(separator);
        var table = _lines.ConvertAll(line => Fields.Split(line, bytes, _options.AllowQuoting));
        var columns = table.OfType<List<byte[]>>().GroupBy(fields => fields.Count).OrderByDescending(group => group.Count())
            .FirstOrDefault();
        return columns is not null && 2 * columns.Count() >= table.Count ? (table, columns.Key) : null;
    }

    private RatingFileFormat Resolve(string separator, List<List<byte[]>?> table, int columns)
    {
        var header = table[0] is { } first && first.Count == columns && (_options.HasHeader ?? !first.Any(IsNumber))
            ? first.ConvertAll(Decode).ToArray()
            : null;
        List<List<byte[]>> rows =
            [.. table.Skip(header is null ? 0 : 1).OfType<List<byte[]>>().Where(fields => fields.Count == columns)];
        var roles = new ColumnRole[columns];
        Set(ColumnRole.User, _options.UserColumn);
        Set(ColumnRole.Item, _options.ItemColumn);
        Set(ColumnRole.Rating, _options.RatingColumn);
        Set(ColumnRole.Time, _options.TimeColumn);
        ColumnRole[] missing = [.. new[] { ColumnRole.User, ColumnRole.Item, ColumnRole.Rating }.Where(role => !roles.Contains(role))];
        var byName = header is null ? [] : missing.Where(role => TryFind(header, role)).ToArray();
        if (byName.Length < missing.Length)
            FindByPosition(missing, header, byName.Length > 0 || missing.Length < 3);

        var numbers = _options.Culture?.NumberFormat ?? DetectNumbers(separator, rows, Array.IndexOf(roles, ColumnRole.Rating));
        CheckRatings(rows, table.IndexOf(rows.FirstOrDefault()), Array.IndexOf(roles, ColumnRole.Rating), numbers);
        return new(separator, header, roles, FindTime(), numbers, rows[0], _options);

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
                var at = (int)role - 1;
                if (roles[at] != ColumnRole.Other)
                {
                    throw new FormatException(
                        $"'{_file}': column {at} is {NameOf(roles[at])}, so the {NameOf(role)} has no default position. Set {role}Column.");
                }

                roles[at] = role;
            }
        }

        TimeForm FindTime()
        {
            var isSet = roles.Contains(ColumnRole.Time);
            if (!isSet && _options.TimeColumn is null)
            {
                var isFound = header is not null && TryFind(header, ColumnRole.Time);
                var isByPosition = header is null || (missing.Length == 3 && byName.Length == 0);
                if (!isFound && isByPosition && columns > 3 && roles[3] == ColumnRole.Other)
                    roles[3] = ColumnRole.Time;
            }

            var column = Array.IndexOf(roles, ColumnRole.Time);
            var form = column < 0 ? TimeForm.None : TimeValues.Detect(rows.ConvertAll(fields => fields[column]));
            if (form != TimeForm.None)
                return form;
            if (isSet || _options.IsMovieLens)
            {
                var found = column < 0 || rows.Count == 0 ? "no times" : $"the time {Excerpt.Of(rows[0][column])}";
                throw new FormatException(
                    $"'{_file}': found {found}; expected "
                    + "seconds or milliseconds since 1970, or ISO 8601 such as 2005-04-21 23:50:40."
                    + (_options.IsMovieLens ? " Use LoadRatings for files without times." : " Set TimeColumn to \"\" to read no times."));
            }

            if (column >= 0)
                roles[column] = ColumnRole.Other;
            return TimeForm.None;
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

    private static NumberFormatInfo DetectNumbers(string separator, List<List<byte[]>> rows, int column) =>
        separator != "," && rows.Any(fields => fields[column].Contains((byte)','))
        && rows.All(fields => FieldValues.TryReadNumber(fields[column], DecimalComma, out _) || FieldValues.IsMissing(fields[column]))
            ? DecimalComma
            : NumberFormatInfo.InvariantInfo;

    /// <summary>Refuses a column in which no value is a number.</summary>
    private void CheckRatings(List<List<byte[]>> rows, int firstRow, int column, NumberFormatInfo numbers)
    {
        if (rows.Count == 0)
            throw new FormatException($"'{_file}' contains no ratings below its header; expected a rating in each line.");
        if (!rows.Any(fields => FieldValues.TryReadNumber(fields[column], numbers, out _) || FieldValues.IsMissing(fields[column])))
        {
            throw new FormatException(
                $"'{_file}', line {_numbers[firstRow]}: found {Excerpt.Of(rows[0][column])} as the rating, in column {column}; expected a "
                + "number. Set RatingColumn, Culture for another decimal separator, or use mlContext.Data.LoadFromTextFile.");
        }
    }

    private static bool IsNumber(byte[] field) =>
        FieldValues.TryReadNumber(field, NumberFormatInfo.InvariantInfo, out _) || FieldValues.TryReadNumber(field, DecimalComma, out _);

    private static string NameOf(ColumnRole role) => role.ToString().ToLowerInvariant();

    private static string Decode(byte[] name) => TextEncoding.Of(name).GetString(name);
}
