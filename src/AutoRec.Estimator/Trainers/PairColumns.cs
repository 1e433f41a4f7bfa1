using AutoRec.DataViews;
using static AutoRec.OptionCheck;

namespace AutoRec.Trainers;

/// <summary>The three input columns of the trainers on keys.</summary>
internal readonly record struct PairColumns(string Label, string MatrixColumnIndex, string MatrixRowIndex)
{
    /// <exception cref="ArgumentOutOfRangeException">A name is not given, or one is given for both keys.</exception>
    public void Check()
    {
        RequireName(Label, "LabelColumnName");
        RequireName(MatrixColumnIndex, "MatrixColumnIndexColumnName");
        RequireName(MatrixRowIndex, "MatrixRowIndexColumnName");
        Require(
            MatrixColumnIndex != MatrixRowIndex,
            "MatrixRowIndexColumnName",
            $"'{MatrixRowIndex}'",
            "another column than MatrixColumnIndexColumnName");
    }

    /// <exception cref="ArgumentOutOfRangeException">One is missing, not a key of known count, or not Single.</exception>
    public RatingReader CreateReader(IDataView data, RatingReader? like = null) =>
        new(data.Schema, MatrixRowIndex, MatrixColumnIndex, Label, like);

    /// <exception cref="ArgumentOutOfRangeException">One is missing, not a key, or not Single.</exception>
    public SchemaShape AppendScore(SchemaShape input)
    {
        Columns.FindKey(input, MatrixRowIndex, "matrix row index");
        Columns.FindKey(input, MatrixColumnIndex, "matrix column index");
        Columns.CheckSingle(input, Label, "label");
        return ScoreColumn.Append(input, ScoreColumn.Scalar());
    }
}
