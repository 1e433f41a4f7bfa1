using System.Globalization;

namespace AutoRec.Examples.MovieLens;

/// <summary>All rows of a study as a CSV file.</summary>
internal static class StudyTable
{
    public static void Write(string path, IEnumerable<(Sweep Sweep, IReadOnlyList<StudyRow> Rows)> results) => AtomicFile.Write(path, temporary =>
        File.WriteAllLines(temporary, [
            "study,setting,validationRmse,validationDeviation,testRmse,testDeviation,trainSeconds,chosen",
            .. results.SelectMany(result => result.Rows.Select(row => Line(result.Sweep, row, row == StudyRow.Chosen(result.Rows)))),
        ]));

    private static string Line(Sweep sweep, StudyRow row, bool isChosen) => string.Create(
        CultureInfo.InvariantCulture,
        $"{sweep.Name},\"{row.Setting}\",{row.Validation.Mean:F5},{row.Validation.Deviation:F5},{row.Test.Mean:F5},{row.Test.Deviation:F5},{row.Seconds:F2},{(isChosen ? "yes" : "")}");
}
