using System.Globalization;
using System.Text;

namespace AutoRec.RatingFiles;

/// <summary>Converts times to seconds since 1970-01-01 00:00 UTC.</summary>
internal static class TimeValues
{
    /// <summary>The forms that are read, for errors and the log.</summary>
    public const string Forms = "seconds or milliseconds since 1970, or ISO 8601 such as 2005-04-21 23:50:40 or 20050421";

    // This many seconds are in the year 5138, and this many milliseconds in 1973.
    private const double LargestSeconds = 1e11;

    // In 1973. Fewer are hardly the time of a rating.
    private const double FirstLikelySecond = 1e8;

    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The form that half of the fields have; none if there is no such form.</summary>
    public static TimeForm Detect(IReadOnlyCollection<byte[]> fields)
    {
        if (2 * fields.Count(field => TryReadIso(field, out _)) >= fields.Count)
            return TimeForm.Iso;
        if (2 * fields.Count(field => TryReadDigits(field, out _)) >= fields.Count)
            return TimeForm.Digits;
        return 2 * NumbersOf(fields).Count < fields.Count ? TimeForm.None
            : Median(fields) < LargestSeconds ? TimeForm.Seconds
            : TimeForm.Milliseconds;
    }

    /// <summary>Whether the fields are later than the first years after 1970, so that they are no counts, ratings or small ids.</summary>
    public static bool AreLikely(IReadOnlyCollection<byte[]> fields) => Detect(fields) switch
    {
        TimeForm.None => false,
        TimeForm.Seconds => Median(fields) >= FirstLikelySecond,
        _ => true,
    };

    /// <summary>Whether a field looks like a date or a time to people, in a form that may be ambiguous.</summary>
    public static bool LooksLikeTime(ReadOnlySpan<byte> field) =>
        field.ContainsAnyInRange((byte)'0', (byte)'9') && field.Length >= 6
        && !double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        && (DateTime.TryParse(Encoding.Latin1.GetString(field), CultureInfo.InvariantCulture, out _)
            || DateTime.TryParseExact(
                Encoding.Latin1.GetString(field), ["d.M.yyyy", "d/M/yyyy", "d-M-yyyy"], CultureInfo.InvariantCulture, default, out _));

    /// <summary>Reads a time, and rounds it down to a whole second.</summary>
    public static bool TryRead(ReadOnlySpan<byte> field, TimeForm form, out long seconds)
    {
        if (form == TimeForm.Iso)
            return TryReadIso(field, out seconds);
        if (form == TimeForm.Digits)
            return TryReadDigits(field, out seconds);
        seconds = 0;
        if (!decimal.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return false;
        if (form == TimeForm.Milliseconds && !AreMilliseconds((double)number))
            return false;
        number = decimal.Floor(form == TimeForm.Milliseconds ? number / 1000 : number);
        if (Math.Abs(number) > LastSecond)
            return false;
        seconds = (long)number;
        return true;
    }

    /// <summary>Whether a time among milliseconds is no number of seconds. A zero is the same in both.</summary>
    public static bool AreMilliseconds(double number) => Math.Abs(number) >= LargestSeconds || number == 0;

    /// <summary>Whether a time is before the year 10000.</summary>
    public static bool IsInRange(long seconds) => seconds <= LastSecond;

    public static string NameOf(TimeForm form) => form switch
    {
        TimeForm.Iso => "ISO 8601 date",
        TimeForm.Digits => "date of eight digits",
        _ => $"number of {form.ToString().ToLowerInvariant()}",
    };

    private static List<double> NumbersOf(IReadOnlyCollection<byte[]> fields)
    {
        var numbers = new List<double>();
        foreach (var field in fields)
        {
            if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
                numbers.Add(Math.Abs(number));
        }

        return numbers;
    }

    private static double Median(IReadOnlyCollection<byte[]> fields)
    {
        var numbers = NumbersOf(fields);
        numbers.Sort();
        return numbers[(numbers.Count - 1) / 2];
    }

    // Other orders of day, month and year are ambiguous.
    private static bool TryReadIso(ReadOnlySpan<byte> field, out long seconds)
    {
        seconds = 0;
        if (field.Length < 8 || field[4] != '-' || field[..4].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        var isTime = DateTimeOffset.TryParse(
            Encoding.Latin1.GetString(field), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        seconds = time.ToUnixTimeSeconds();
        return isTime;
    }

    // As a number of seconds, such a date would be in August 1970.
    private static bool TryReadDigits(ReadOnlySpan<byte> field, out long seconds)
    {
        seconds = 0;
        if (field.Length != 8 || !(field.StartsWith("19"u8) || field.StartsWith("20"u8)))
            return false;
        var isDate = DateTimeOffset.TryParseExact(
            Encoding.Latin1.GetString(field), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        seconds = time.ToUnixTimeSeconds();
        return isDate;
    }
}
