using AutoRec.DataViews;
using AutoRec.Interop;
using AutoRec.Pivot;

namespace AutoRec.Scoring;

/// <summary>Appends a vector of scores to rows that have a vector of ratings, each with a slot for every column of the model.</summary>
internal abstract class RowScoreMapper : AppendingRowMapper
{
    private readonly DataViewSchema.Column _ratings;
    private readonly int _columnCount;

    /// <param name="input">The schema of the rows.</param>
    /// <param name="ratingsColumnName">The column of ratings.</param>
    /// <param name="columnCount">C, the number of the model's columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or not a vector of Single of this length.</exception>
    protected RowScoreMapper(DataViewSchema input, string ratingsColumnName, int columnCount)
        : this(input, Find(input, ratingsColumnName, columnCount), columnCount)
    {
    }

    private RowScoreMapper(DataViewSchema input, DataViewSchema.Column ratings, int columnCount)
        : base(input, Appended(input, ratings, columnCount)) => (_ratings, _columnCount) = (ratings, columnCount);

    protected override IEnumerable<DataViewSchema.Column> Needed => [_ratings];

    /// <summary>Whether 0 is a rating; otherwise it stands for none.</summary>
    protected abstract bool ZeroIsRating { get; }

    /// <summary>Computes the scores of a row, C values, from its known ratings.</summary>
    protected abstract void Score(ReadOnlySpan<int> columns, ReadOnlySpan<float> ratings, Span<float> scores);

    /// <summary>Adds the scores, batch × C, to an ONNX graph, and returns the name of the value.</summary>
    protected abstract string AddScores(OnnxGraph graph, string ratingsColumnName);

    protected override Delegate[] CreateGetters(DataViewRow input)
    {
        var ratingsGetter = input.GetGetter<VBuffer<float>>(_ratings);
        var known = new RatingVector(ZeroIsRating);
        VBuffer<float> vector = default;
        ValueGetter<VBuffer<float>> getter = (ref VBuffer<float> score) =>
        {
            ratingsGetter(ref vector);
            known.Clear();
            known.Add(vector);
            var editor = VBufferEditor.Create(ref score, _columnCount);
            Score(known.Columns, known.Ratings, editor.Values);
            score = editor.Commit();
        };
        return [getter];
    }

    protected override void AddTo(OnnxGraph graph) => graph.SetColumn(
        ScoreColumn.Name, new VectorDataViewType(NumberDataViewType.Single, _columnCount), AddScores(graph, _ratings.Name));

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
