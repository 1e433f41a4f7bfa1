using System.Globalization;

namespace AutoRec.Examples.MovieLens;

/// <summary>The rows of a sweep as a CSV file.</summary>
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

    private static string Line(StudyRow row, bool isChosen) => string.Create(
        CultureInfo.InvariantCulture,
        $"\"{row.Setting}\",{row.Validation.Mean:F5},{row.Validation.Deviation:F5},{row.Test.Mean:F5},{row.Test.Deviation:F5},{row.Seconds:F2},{(isChosen ? "yes" : "")}");
}
