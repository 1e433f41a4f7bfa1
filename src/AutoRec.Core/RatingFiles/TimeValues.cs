using System.Globalization;
using System.Text;

namespace AutoRec.RatingFiles;

/// <summary>Converts times to seconds since 1970-01-01 00:00 UTC.</summary>
internal static class TimeValues
{
    // This many seconds are in the year 5138, and this many milliseconds in 1973.
    private const double LargestSeconds = 1e11;

    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The form that at least half of the fields have; none if there is no such form.</summary>
    public static TimeForm Detect(IReadOnlyCollection<byte[]> fields)
    {
        if (2 * fields.Count(field => TryReadIso(field, out _)) >= fields.Count)
            return TimeForm.Iso;
        var numbers = new List<double>();
        foreach (var field in fields)
        {
            if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
                numbers.Add(Math.Abs(number));
        }

        if (2 * numbers.Count < fields.Count)
            return TimeForm.None;
        numbers.Sort();
        return numbers[numbers.Count / 2] < LargestSeconds ? TimeForm.Seconds : TimeForm.Milliseconds;
    }

    /// <summary>Reads a time, and rounds it down to a whole second.</summary>
    public static bool TryRead(ReadOnlySpan<byte> field, TimeForm form, out long seconds)
    {
        if (form == TimeForm.Iso)
            return TryReadIso(field, out seconds);
        seconds = 0;
        if (!decimal.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return false;
        number = decimal.Floor(form == TimeForm.Milliseconds ? number / 1000 : number);
        if (Math.Abs(number) > LastSecond)
            return false;
        seconds = (long)number;
        return true;
    }

    /// <summary>Whether a time is before the year 10000.</summary>
    public static bool IsInRange(long seconds) => seconds <= LastSecond;

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
}
