using AutoRec.DataViews;
using AutoRec.Recommending;
using AutoRec.Saving;
using static AutoRec.OptionCheck;

namespace AutoRec.Trainers;

/// <summary>The three input columns of the trainers on keys.</summary>
internal readonly record struct PairColumns(string Label, string MatrixColumnIndex, string MatrixRowIndex)
{
    public void Check()
    {
        RequireName(Label, "LabelColumnName");
        RequireName(MatrixColumnIndex, "MatrixColumnIndexColumnName");
        RequireName(MatrixRowIndex, "MatrixRowIndexColumnName");
        var differ = MatrixColumnIndex != MatrixRowIndex;
        Require(differ, "MatrixRowIndexColumnName", $"'{MatrixRowIndex}'", "a column other than MatrixColumnIndexColumnName");
    }

    public RatingReader CreateReader(IDataView data, RatingReader? like = null) =>
        new(data.Schema, MatrixRowIndex, MatrixColumnIndex, Label, like);

    public SavedPrediction<TModel> Save<TModel>(TModel model, RecommendationModel recommendation)
        where TModel : class, IRatingModel => new(MatrixColumnIndex, MatrixRowIndex, model, recommendation);

    public SchemaShape AppendScore(SchemaShape input)
    {
        Columns.FindKey(input, MatrixRowIndex, "matrix row index");
        Columns.FindKey(input, MatrixColumnIndex, "matrix column index");
        Columns.CheckSingle(input, Label, "label");
        return ScoreColumn.Append(input, ScoreColumn.Scalar());
    }
}
