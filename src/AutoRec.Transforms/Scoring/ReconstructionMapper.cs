using AutoRec.Interop;
using AutoRec.Onnx;

namespace AutoRec.Scoring;

/// <summary>Appends the reconstruction of a vector of known ratings.</summary>
internal sealed class ReconstructionMapper(AutoRecModelParameters model, DataViewSchema input, string ratingsColumnName)
    : RowScoreMapper(input, ratingsColumnName, model.ColumnCount)
{
    protected override bool ZeroIsRating => false;

    protected override void Score(ReadOnlySpan<int> columns, ReadOnlySpan<float> ratings, Span<float> scores) =>
        model.Reconstruct(columns, ratings, scores);

    protected override string AddScores(OnnxGraph graph, string ratingsColumnName) =>
        new RowGraph(graph, ratingsColumnName, ZeroIsRating, isSeen: null).Score(model);
}
