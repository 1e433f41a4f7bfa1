using System.Globalization;

namespace AutoRec.Examples.MovieLens;

/// <summary>Writes the rows of a sweep as a CSV file.</summary>
internal static class StudyTable
{
    public static void Write(string path, IReadOnlyList<StudyRow> rows)
    {
        var chosen = StudyRow.Chosen(rows);
        AtomicFile.Write(path, temporary => File.WriteAllLines(temporary, [
            "setting,validationRmse,validationDeviation,testRmse,testDeviation,trainSeconds,chosen",
            .. rows.Select(row => Line(row, row == chosen)),
        ]));
    }

    private static string Line(StudyRow row, bool isChosen)
    {
        return $"\"{row.Setting}\",{Describe(row.Validation)},{Describe(row.Test)},"
            + string.Create(CultureInfo.InvariantCulture, $"{row.Seconds:F2},{(isChosen ? "yes" : "")}");

        static string Describe(MeanAndSpread rmse) => string.Create(CultureInfo.InvariantCulture, $"{rmse.Mean:F5},{rmse.Deviation:F5}");
    }
}
