using System.Runtime.InteropServices;
using AutoRec.Model;
using AutoRec.Ratings;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Scoring;

/// <summary>
/// Held-out ratings beside what reconstructed rows say of them. Only the held-out ratings are held in memory; the reconstructed rows
/// are read once, one at a time.
/// </summary>
internal sealed class ReconstructionScores
{
    private readonly List<int> _rows = [];
    private readonly List<int> _columns = [];
    private readonly List<float> _labels = [];

    /// <summary>One held-out rating and its score, as ML.NET's evaluator reads it.</summary>
    internal sealed class Scored
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }

    /// <summary>Reads all held-out ratings; nothing is left out and nothing merged, so that a metric counts what a row-wise one counts.</summary>
    public ReconstructionScores(IDataView heldOut, DataViewSchema.Column row, DataViewSchema.Column column, DataViewSchema.Column label)
    {
        using var cursor = PlainCursor.Open(heldOut, [row, column, label]);
        var (rowGetter, columnGetter) = (KeyColumn.GetIndexGetter(cursor, row), KeyColumn.GetIndexGetter(cursor, column));
        var labelGetter = cursor.GetGetter<float>(label);
        int rowIndex = 0, columnIndex = 0;
        float rating = 0;
        while (cursor.MoveNext())
        {
            rowGetter(ref rowIndex);
            columnGetter(ref columnIndex);
            labelGetter(ref rating);
            _rows.Add(rowIndex);
            _columns.Add(columnIndex);
            _labels.Add(rating);
        }
    }

    /// <summary>Scores every held-out rating from the rows of <paramref name="reconstructed"/>, in the order in which they were held out.</summary>
    public Scored[] ScoreFrom(IDataView reconstructed, DataViewSchema.Column row, DataViewSchema.Column score)
    {
        var scored = _labels.ConvertAll(label => new Scored { Label = label }).ToArray();
        var heldOutOf = Enumerable.Range(0, scored.Length).ToLookup(i => _rows[i]);
        var reconstructedRows = new HashSet<int>();
        var unknown = GetAnnotation<float>(score, RatingVectorAnnotations.Unknown);
        var damping = GetAnnotation<float>(score, RatingVectorAnnotations.MeanDamping);

        var known = Columns.Find(reconstructed.Schema, RatingVectorAnnotations.GetText(score, RatingVectorAnnotations.Known)!, "ratings");
        using (var cursor = reconstructed.GetRowCursor([row, score, known]))
        {
            var rowGetter = KeyColumn.GetIndexGetter(cursor, row);
            var scoreGetter = cursor.GetGetter<VBuffer<float>>(score);
            var knownGetter = cursor.GetGetter<VBuffer<float>>(known);
            VBuffer<float> scores = default, ratings = default;
            var rowIndex = 0;
            while (cursor.MoveNext())
            {
                rowGetter(ref rowIndex);
                reconstructedRows.Add(rowIndex);
                if (!heldOutOf.Contains(rowIndex))
                    continue;
                scoreGetter(ref scores);
                knownGetter(ref ratings);
                Fill(scored, heldOutOf[rowIndex], scores, missingColumn: MeanOf(ratings, unknown, damping));
            }
        }

        var coldRows = heldOutOf.Where(group => !reconstructedRows.Contains(group.Key)).SelectMany(group => group).ToArray();
        if (coldRows.Length > 0)
            Fill(scored, coldRows, GetAnnotation<VBuffer<float>>(score, RatingVectorAnnotations.EmptyRow), unknown);
        return scored;
    }

    private void Fill(Scored[] scored, IEnumerable<int> heldOut, in VBuffer<float> scores, float missingColumn)
    {
        foreach (var i in heldOut)
            scored[i].Score = _columns[i] == KeyColumn.Missing ? missingColumn : scores.GetItemOrDefault(_columns[i]);
    }

    /// <summary>NaN where the cold-start policy says so, for then that of all is.</summary>
    private static float MeanOf(in VBuffer<float> vector, float unknown, float damping)
    {
        List<int> columns = [];
        List<float> ratings = [];
        RatingVector.Read(vector, columns, ratings);
        return ratings.Count > 0 ? RatingMeans.OfRow(CollectionsMarshal.AsSpan(ratings), unknown, damping) : unknown;
    }

    private static T GetAnnotation<T>(DataViewSchema.Column score, string name)
    {
        T value = default!;
        score.Annotations.GetValue(name, ref value);
        return value;
    }
}
