using AutoRec.DataViews;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Scoring;

/// <summary>
/// Scores held-out ratings by the rows that a model reconstructs. It holds the held-out ratings in memory and reads the rows once, one at a
/// time.
/// </summary>
internal sealed class ReconstructionEvaluation
{
    private readonly List<int> _rows = [];
    private readonly List<int> _columns = [];
    private readonly List<float> _labels = [];

    /// <summary>A held-out rating and its score, as ML.NET's evaluator reads them.</summary>
    internal sealed class Scored
    {
        public float Label { get; set; }
        public float Score { get; set; }
    }

    /// <summary>Reads all held-out ratings. None is left out or merged, so that every rating counts.</summary>
    public ReconstructionEvaluation(IDataView heldOut, DataViewSchema.Column row, DataViewSchema.Column column, DataViewSchema.Column label)
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

    /// <summary>Scores every held-out rating, in the order in which they were read.</summary>
    /// <param name="model">The model.</param>
    /// <param name="known">The rows to reconstruct.</param>
    /// <param name="row">Their key.</param>
    /// <param name="ratings">Their known ratings, vectors of the model's length.</param>
    public Scored[] Score(AutoRecModelParameters model, IDataView known, DataViewSchema.Column row, DataViewSchema.Column ratings)
    {
        var scored = _labels.ConvertAll(label => new Scored { Label = label }).ToArray();
        var heldOutOf = Enumerable.Range(0, scored.Length).GroupBy(i => _rows[i])
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
                    scored[i].Score = model.Score(encoded, _columns[i]);
            }
        }

        foreach (var i in heldOutOf.Values.SelectMany(entries => entries))
            scored[i].Score = model.Score(Model.EncodedRow.Empty, _columns[i]);
        return scored;
    }
}
