using AutoRec.DataViews;

namespace AutoRec.Scoring;

/// <summary>Scores held-out ratings with the rows that a network reconstructs. It reads the rows once.</summary>
internal static class ReconstructionEvaluation
{
    /// <summary>A held-out rating and its score, for ML.NET's evaluator.</summary>
    internal sealed class Scored
    {
        public float Label { get; set; }
        public float Score { get; set; }
        internal int Row { get; init; }
        internal int Column { get; init; }
    }

    /// <summary>Scores every held-out rating, in order. A row without known ratings gets the cold-start score.</summary>
    public static Scored[] Score(
        NewRowModel model,
        IEnumerable<(int Row, int Column, float Label, float Weight)> heldOut,
        IDataView rows,
        DataViewSchema.Column rowKey,
        DataViewSchema.Column knownRatings)
    {
        var empty = model.FoldIn([], []);
        var scored = heldOut.Select(rating => new Scored
        {
            Row = rating.Row,
            Column = rating.Column,
            Label = rating.Label,
            Score = empty.Score(rating.Column),
        }).ToArray();
        var heldOutOf = scored.GroupBy(rating => rating.Row).ToDictionary(group => group.Key, group => group.ToArray());
        var known = new RatingVector();
        VBuffer<float> vector = default;
        var row = 0;
        using var cursor = rows.GetRowCursor([rowKey, knownRatings]);
        var rowGetter = KeyColumn.GetKeyGetter(cursor, rowKey);
        var vectorGetter = cursor.GetGetter<VBuffer<float>>(knownRatings);
        while (cursor.MoveNext())
        {
            rowGetter(ref row);
            if (!heldOutOf.Remove(row, out var ratings))
                continue;
            vectorGetter(ref vector);
            known.Clear();
            known.Add(vector);
            var newcomer = model.FoldIn(known.Columns, known.Ratings);
            foreach (var rating in ratings)
                rating.Score = newcomer.Score(rating.Column);
        }

        return scored;
    }
}
