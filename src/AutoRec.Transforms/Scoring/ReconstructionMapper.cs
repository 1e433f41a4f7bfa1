using AutoRec.DataViews;
using AutoRec.Pivot;

namespace AutoRec.Scoring;

/// <summary>Appends the reconstruction of a vector of known ratings.</summary>
internal sealed class ReconstructionMapper : AppendingRowMapper
{
    private readonly AutoRecModelParameters _model;
    private readonly DataViewSchema.Column _ratings;

    public ReconstructionMapper(AutoRecModelParameters model, DataViewSchema input, string ratingsColumnName)
        : this(model, input, Find(model, input, ratingsColumnName))
    {
    }

    private ReconstructionMapper(AutoRecModelParameters model, DataViewSchema input, DataViewSchema.Column ratings)
        : base(input, Appended(model, input, ratings)) => (_model, _ratings) = (model, ratings);

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

    private static DataViewSchema.Column Find(AutoRecModelParameters model, DataViewSchema input, string name)
    {
        var (column, length) = Columns.FindVector(input, name, "ratings");
        return length == model.ColumnCount ? column : throw new ArgumentOutOfRangeException(
            paramName: null,
            $"The ratings column '{name}' has {length} slots; the model was trained with {model.ColumnCount}. "
            + "Pivot with the key mapping that was fitted for training.");
    }

    private static DataViewSchema.DetachedColumn Appended(AutoRecModelParameters model, DataViewSchema input, DataViewSchema.Column ratings)
    {
        var annotations = ScoreColumn.Annotate(input, "MultiOutputRegression");
        annotations.AddRatingVector(ratings);
        return new(ScoreColumn.Name, new VectorDataViewType(NumberDataViewType.Single, model.ColumnCount), annotations.ToAnnotations());
    }
}
