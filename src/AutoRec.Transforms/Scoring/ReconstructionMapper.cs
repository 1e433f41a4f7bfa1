using AutoRec.DataViews;
using AutoRec.Interop;
using AutoRec.Onnx;
using AutoRec.Pivot;

namespace AutoRec.Scoring;

/// <summary>Appends the reconstruction of a vector of known ratings.</summary>
internal sealed class ReconstructionMapper : AppendingRowMapper
{
    private readonly AutoRecModelParameters _model;
    private readonly DataViewSchema.Column _ratings;

    public ReconstructionMapper(AutoRecModelParameters model, DataViewSchema input, string ratingsColumnName)
        : this(model, input, FindRatings(input, ratingsColumnName, model.ColumnCount))
    {
    }

    private ReconstructionMapper(AutoRecModelParameters model, DataViewSchema input, DataViewSchema.Column ratings)
        : base(input, ScoresOf(input, ratings, model.ColumnCount)) => (_model, _ratings) = (model, ratings);

    protected override IEnumerable<DataViewSchema.Column> Needed => [_ratings];

    protected override Delegate[] CreateGetters(DataViewRow input)
    {
        var ratingsGetter = input.GetGetter<VBuffer<float>>(_ratings);
        var known = new RatingVector();
        VBuffer<float> vector = default;
        ValueGetter<VBuffer<float>> getter = (ref VBuffer<float> score) =>
        {
            ratingsGetter(ref vector);
            known.Clear();
            known.Add(vector);
            var editor = VBufferEditor.Create(ref score, _model.ColumnCount);
            _model.Reconstruct(known.Columns, known.Ratings, editor.Values);
            score = editor.Commit();
        };
        return [getter];
    }

    protected override void AddTo(OnnxGraph graph) => graph.SetColumn(
        ScoreColumn.Name,
        new VectorDataViewType(NumberDataViewType.Single, _model.ColumnCount),
        new RowGraph(graph, _ratings.Name, zeroIsRating: false, isSeen: null).Score(_model));

    /// <summary>Finds the column of ratings, with a slot for each column of the model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or not a vector of Single of this length.</exception>
    public static DataViewSchema.Column FindRatings(DataViewSchema input, string name, int columnCount)
    {
        var (column, length) = Columns.FindVector(input, name, "ratings");
        return length == columnCount ? column : throw new ArgumentOutOfRangeException(
            paramName: null,
            $"The ratings column '{name}' has {length} slots; the model was trained with {columnCount}. "
            + "Pivot with the key mapping that was fitted for training.");
    }

    /// <summary>The column of scores for a column of ratings.</summary>
    public static DataViewSchema.DetachedColumn ScoresOf(DataViewSchema input, DataViewSchema.Column ratings, int columnCount)
    {
        var annotations = ScoreColumn.Annotate(input, "MultiOutputRegression");
        annotations.AddRatingVector(ratings);
        return new(ScoreColumn.Name, new VectorDataViewType(NumberDataViewType.Single, columnCount), annotations.ToAnnotations());
    }
}
