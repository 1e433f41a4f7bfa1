using AutoRec.Ratings;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Scoring;

/// <summary>Appends the score of two key columns.</summary>
internal sealed class PairScoreMapper : AppendingRowMapper
{
    private readonly IPairScorer _model;
    private readonly DataViewSchema.Column _row;
    private readonly DataViewSchema.Column _column;

    /// <exception cref="ArgumentOutOfRangeException">A key column is missing, not a key, or has another number of keys than in training.</exception>
    public PairScoreMapper(IPairScorer model, DataViewSchema input, string matrixColumnIndexColumnName, string matrixRowIndexColumnName)
        : base(input, new(ScoreColumn.Name, NumberDataViewType.Single, ScoreColumn.Annotate(input, "Regression").ToAnnotations()))
    {
        _model = model;
        _row = KeyColumn.Find(input, matrixRowIndexColumnName, "matrix row index", model.MatrixRowCount);
        _column = KeyColumn.Find(input, matrixColumnIndexColumnName, "matrix column index", model.MatrixColumnCount);
    }

    protected override IEnumerable<DataViewSchema.Column> Needed => [_row, _column];

    protected override Delegate CreateGetter(DataViewRow input)
    {
        var (rowGetter, columnGetter) = (KeyColumn.GetIndexGetter(input, _row), KeyColumn.GetIndexGetter(input, _column));
        int row = 0, column = 0;
        return (ValueGetter<float>)((ref float score) =>
        {
            rowGetter(ref row);
            columnGetter(ref column);
            score = _model.ScorePair(row, column);
        });
    }
}
