using System.Globalization;
using System.Text;

namespace AutoRec.RatingFiles;

/// <summary>Converts ids and ratings.</summary>
internal static class FieldValues
{
    // As databases, spreadsheets, R and Python write them.
    private static readonly string[] NoValues =
        ["?", "-", "NA", "\\N", "NaN", "nan", "N/A", "n/a", "<NA>", "#N/A", "NULL", "null", "None"];

    /// <summary>Numbers with a decimal point.</summary>
    public static NumberFormatInfo DecimalPoint { get; } = new() { NumberGroupSeparator = "" };

    /// <summary>Numbers with a decimal comma.</summary>
    public static NumberFormatInfo DecimalComma { get; } = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "" };

    /// <summary>Whether a field stands for no rating. Ids are missing only if they are empty, because any text may be an id.</summary>
    public static bool IsMissingRating(ReadOnlySpan<byte> field)
    {
        field = field.Trim(" \t"u8);
        return field.IsEmpty || (field.Length <= 4 && NoValues.Contains(Encoding.Latin1.GetString(field)));
    }

    /// <summary>Reads a whole number in its canonical form: without a plus sign and without leading zeros.</summary>
    public static bool TryReadCanonicalId(ReadOnlySpan<byte> field, out int id) =>
        int.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out id)
        && (field is [>= (byte)'1' and <= (byte)'9', ..] or [(byte)'0'] or [(byte)'-', >= (byte)'1' and <= (byte)'9', ..]);

    /// <summary>Reads a finite number. Thousands may be separated if the format has a separator for them.</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> field, NumberFormatInfo numbers, out float number) =>
        float.TryParse(
            field,
            HasThousands(field, numbers) ? NumberStyles.Float | NumberStyles.AllowThousands : NumberStyles.Float,
            numbers,
            out number)
        && float.IsFinite(number);

    /// <summary>Whether separators are between groups of three digits only. .NET takes 4.5 for 45 if a point separates thousands.</summary>
    private static bool HasThousands(ReadOnlySpan<byte> field, NumberFormatInfo numbers)
    {
        if (numbers.NumberGroupSeparator.Length == 0)
            return false;
        var whole = Encoding.UTF8.GetString(field).Split(numbers.NumberDecimalSeparator)[0].Trim().TrimStart('-', '+');
        var groups = whole.Split(numbers.NumberGroupSeparator);
        return groups.Length > 1 && groups[0].Length is > 0 and <= 3 && groups.Skip(1).All(group => group.Length == 3)
            && groups.All(group => group.All(char.IsAsciiDigit));
    }
}
