using AutoRec.DataViews;
using AutoRec.Interop;
using AutoRec.Onnx;

namespace AutoRec.Scoring;

/// <summary>Appends all ratings of a new row, predicted from a vector of its known ratings.</summary>
internal sealed class NewRowMapper : AppendingRowMapper
{
    private readonly NewRowModel _model;
    private readonly DataViewSchema.Column _ratings;

    public NewRowMapper(NewRowModel model, DataViewSchema input, string ratingsColumnName)
        : this(model, input, ReconstructionMapper.FindRatings(input, ratingsColumnName, model.ColumnCount))
    {
    }

    private NewRowMapper(NewRowModel model, DataViewSchema input, DataViewSchema.Column ratings)
        : base(input, ReconstructionMapper.ScoresOf(input, ratings, model.ColumnCount)) => (_model, _ratings) = (model, ratings);

    protected override IEnumerable<DataViewSchema.Column> Needed => [_ratings];

    protected override Delegate[] CreateGetters(DataViewRow input)
    {
        var ratingsGetter = input.GetGetter<VBuffer<float>>(_ratings);
        var known = new RatingVector(_model.ZeroIsRating);
        VBuffer<float> vector = default;
        ValueGetter<VBuffer<float>> getter = (ref VBuffer<float> score) =>
        {
            ratingsGetter(ref vector);
            known.Clear();
            known.Add(vector);
            var editor = VBufferEditor.Create(ref score, _model.ColumnCount);
            _model.Score(known.Columns, known.Ratings, editor.Values);
            score = editor.Commit();
        };
        return [getter];
    }

    protected override void AddTo(OnnxGraph graph)
    {
        var rows = new RowGraph(graph, _ratings.Name, _model.ZeroIsRating, _model.IsSeen);
        var score = _model.Model is AutoRecBlendModelParameters blend
            ? rows.Score(blend)
            : rows.Score((AutoRecModelParameters)_model.Model);
        graph.SetColumn(ScoreColumn.Name, new VectorDataViewType(NumberDataViewType.Single, _model.ColumnCount), score);
    }
}
