using AutoRec.Interop;
using AutoRec.Onnx;

namespace AutoRec.Scoring;

/// <summary>Appends all ratings of a new row, predicted from a vector of its known ratings.</summary>
internal sealed class NewRowMapper(NewRowModel model, DataViewSchema input, string ratingsColumnName)
    : RowScoreMapper(input, ratingsColumnName, model.ColumnCount)
{
    protected override bool ZeroIsRating => model.ZeroIsRating;

    protected override void Score(ReadOnlySpan<int> columns, ReadOnlySpan<float> ratings, Span<float> scores) =>
        model.Score(columns, ratings, scores);

    protected override string AddScores(OnnxGraph graph, string ratingsColumnName)
    {
        var rows = new RowGraph(graph, ratingsColumnName, ZeroIsRating, model.IsSeen);
        return model.Model is AutoRecBlendModelParameters blend
            ? rows.Score(blend)
            : rows.Score((AutoRecModelParameters)model.Model);
    }
}
