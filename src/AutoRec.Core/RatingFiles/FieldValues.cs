using System.Globalization;

namespace AutoRec.RatingFiles;

/// <summary>Converts ids and ratings.</summary>
internal static class FieldValues
{
    /// <summary>Whether a field stands for no value: empty, or as databases, R and Python write it.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> field) => field.Length switch
    {
        0 => true,
        1 => field[0] is (byte)'?' or (byte)'-',
        2 => field.SequenceEqual("NA"u8) || field.SequenceEqual("\\N"u8),
        3 => field.SequenceEqual("NaN"u8) || field.SequenceEqual("nan"u8) || field.SequenceEqual("N/A"u8),
        4 => field.SequenceEqual("NULL"u8) || field.SequenceEqual("null"u8) || field.SequenceEqual("None"u8),
        _ => false,
    };

    /// <summary>Reads a whole number in its canonical form: without a plus sign and without leading zeros.</summary>
    public static bool TryReadCanonicalId(ReadOnlySpan<byte> field, out int id) =>
        int.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out id)
        && (field is [>= (byte)'1' and <= (byte)'9', ..] or [(byte)'0'] or [(byte)'-', >= (byte)'1' and <= (byte)'9', ..]);

    /// <summary>Reads a finite number.</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> field, NumberFormatInfo numbers, out float number) =>
        float.TryParse(field, NumberStyles.Float, numbers, out number) && float.IsFinite(number);
}
