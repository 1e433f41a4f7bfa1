using AutoRec.DataViews;
using AutoRec.Interop;
using AutoRec.Onnx;
using AutoRec.Pivot;

namespace AutoRec.Scoring;

/// <summary>Appends all ratings of a new row, predicted from a vector of its known ratings.</summary>
internal sealed class NewRowMapper : AppendingRowMapper
{
    private readonly NewRowModel _model;
    private readonly DataViewSchema.Column _ratings;

    /// <exception cref="ArgumentOutOfRangeException">
    /// The column is missing, or not a vector of Single with a slot for every column of the model.
    /// </exception>
    public NewRowMapper(NewRowModel model, DataViewSchema input, string ratingsColumnName)
        : this(model, input, Find(input, ratingsColumnName, model.ColumnCount))
    {
    }

    private NewRowMapper(NewRowModel model, DataViewSchema input, DataViewSchema.Column ratings)
        : base(input, Appended(input, ratings, model.ColumnCount)) => (_model, _ratings) = (model, ratings);

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

    protected override void AddTo(OnnxGraph graph) => graph.SetColumn(
        ScoreColumn.Name,
        new VectorDataViewType(NumberDataViewType.Single, _model.ColumnCount),
        RowGraph.AddScores(graph, _model.Model, _ratings.Name, _model.ZeroIsRating, _model.ColumnKeys));

    private static DataViewSchema.Column Find(DataViewSchema input, string name, int columnCount)
    {
        var (column, length) = Columns.FindVector(input, name, "ratings");
        return length == columnCount ? column : throw new ArgumentOutOfRangeException(
            paramName: null,
            $"The ratings column '{name}' has {length} slots; the model was trained with {columnCount}. "
            + "Pivot with the key mapping that was fitted for training.");
    }

    private static DataViewSchema.DetachedColumn Appended(DataViewSchema input, DataViewSchema.Column ratings, int columnCount)
    {
        var annotations = ScoreColumn.Annotate(input, "MultiOutputRegression");
        annotations.AddRatingVector(ratings);
        return new(ScoreColumn.Name, new VectorDataViewType(NumberDataViewType.Single, columnCount), annotations.ToAnnotations());
    }
}
