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
    }

    /// <summary>Scores every held-out rating, in order. A row without known ratings gets the cold-start score.</summary>
    /// <param name="model">The network.</param>
    /// <param name="heldOut">The held-out ratings.</param>
    /// <param name="known">The rows to reconstruct.</param>
    /// <param name="row">The key column of these rows.</param>
    /// <param name="ratings">Their known ratings, vectors of C values.</param>
    public static Scored[] Score(
        AutoRecModelParameters model,
        IReadOnlyList<(int Row, int Column, float Label)> heldOut,
        IDataView known,
        DataViewSchema.Column row,
        DataViewSchema.Column ratings)
    {
        var scored = heldOut.Select(rating => new Scored { Label = rating.Label }).ToArray();
        var heldOutOf = Enumerable.Range(0, scored.Length)
            .GroupBy(i => heldOut[i].Row)
            .ToDictionary(group => group.Key, group => group.ToArray());
        var code = new float[model.CodeLength];
        using (var cursor = known.GetRowCursor([row, ratings]))
        {
            var rowGetter = KeyColumn.GetIndexGetter(cursor, row);
            var vectorGetter = cursor.GetGetter<VBuffer<float>>(ratings);
            var vector = new RatingVector();
            VBuffer<float> values = default;
            var rowIndex = 0;
            while (cursor.MoveNext())
            {
                rowGetter(ref rowIndex);
                if (!heldOutOf.Remove(rowIndex, out var entries))
                    continue;
                vectorGetter(ref values);
                vector.Clear();
                vector.Add(values);
                var encoded = model.Encode(vector.Columns, vector.Ratings, code);
                foreach (var i in entries)
                    scored[i].Score = model.Score(encoded, heldOut[i].Column);
            }
        }

        foreach (var i in heldOutOf.Values.SelectMany(entries => entries))
            scored[i].Score = model.Score(Model.EncodedRow.Empty, heldOut[i].Column);
        return scored;
    }
}
