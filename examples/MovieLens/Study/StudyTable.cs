using System.Globalization;

namespace AutoRec.Examples.MovieLens;

/// <summary>All rows of a study as a CSV file.</summary>
internal static class StudyTable
{
    public static void Write(string path, IEnumerable<(Sweep Sweep, IReadOnlyList<StudyRow> Rows)> results) => AtomicFile.Write(path, temporary =>
        File.WriteAllLines(temporary, [
            "study,setting,validationRmse,validationDeviation,testRmse,testDeviation,trainSeconds,chosen",
            .. results.SelectMany(result => Lines(result.Sweep, result.Rows)),
        ]));

    private static IEnumerable<string> Lines(Sweep sweep, IReadOnlyList<StudyRow> rows)
    {
        var chosen = StudyRow.Chosen(rows);
        return rows.Select(row => Line(sweep, row, row == chosen));
    }

    private static string Line(Sweep sweep, StudyRow row, bool isChosen) => string.Create(
        CultureInfo.InvariantCulture,
        $"{sweep.Name},\"{row.Setting}\",{row.Validation.Mean:F5},{row.Validation.Deviation:F5},{row.Test.Mean:F5},{row.Test.Deviation:F5},{row.Seconds:F2},{(isChosen ? "yes" : "")}");
}
