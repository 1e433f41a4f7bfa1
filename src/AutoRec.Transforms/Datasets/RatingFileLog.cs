using System.Globalization;
using AutoRec.RatingFiles;

namespace AutoRec.Datasets;

/// <summary>Loads a ratings file, and logs what was detected.</summary>
internal static class RatingFileLog
{
    public static RatingsDataView Load(IHostEnvironment environment, string file, RatingFileOptions options)
    {
        using var channel = environment.Register(nameof(RatingFileLog)).Start("Load");
        var read = RatingFileReader.Read(file, options);
        channel.Info(MessageSensitivity.None, Describe(file, read));
        if (read.Format.Warning is { } warning)
            channel.Warning(MessageSensitivity.None, warning);
        if (read.InAnotherEncoding > 0)
        {
            channel.Warning(MessageSensitivity.None, string.Create(
                CultureInfo.InvariantCulture,
                $"{read.InAnotherEncoding:N0} lines of '{file}' have ids that are not in UTF-8, unlike others. ")
                + "They were read as Windows-1252.");
        }

        return new(read.Columns);
    }

    private static string Describe(string file, RatingFile read)
    {
        var (columns, culture) = (read.Columns, CultureInfo.InvariantCulture);
        var ids = $"user ids {TypeOf(columns.Users)}, item ids {TypeOf(columns.Items)}";
        return string.Create(culture, $"'{file}': {columns.Count:N0} ratings, {read.EncodingName}, {read.Format.Describe()}; {ids}.")
            + (read.WithoutRating > 0 ? string.Create(culture, $" Skipped {read.WithoutRating:N0} lines without a rating.") : "")
            + (read.WithoutId > 0 ? string.Create(culture, $" Skipped {read.WithoutId:N0} lines without a user or an item.") : "");
    }

    private static string TypeOf(IdList ids) => ids.IsText ? "Text" : "Int32";
}
