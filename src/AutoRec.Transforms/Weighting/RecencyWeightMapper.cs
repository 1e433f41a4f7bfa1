using AutoRec.DataViews;
using AutoRec.Interop;
using AutoRec.Splitting;

namespace AutoRec.Weighting;

/// <summary>Appends the weight of a rating by its time.</summary>
internal sealed class RecencyWeightMapper : AppendingRowMapper
{
    private readonly RecencyWeighting _weighting;
    private readonly double _latest;
    private readonly DataViewSchema.Column _time;

    /// <exception cref="ArgumentOutOfRangeException">The time column is missing or of another type.</exception>
    public RecencyWeightMapper(RecencyWeighting weighting, double latest, DataViewSchema input)
        : base(input, new DataViewSchema.DetachedColumn(weighting.Output, NumberDataViewType.Single)) =>
        (_weighting, _latest, _time) = (weighting, latest, TimeColumn.Find(input, weighting.Time));

    protected override IEnumerable<DataViewSchema.Column> Needed => [_time];

    protected override Delegate[] CreateGetters(DataViewRow input)
    {
        var time = TimeColumn.ReadSeconds(input, _time);
        ValueGetter<float> getter = (ref float weight) => weight = _weighting.Weight(time(), _latest);
        return [getter];
    }

    protected override void AddTo(OnnxGraph graph) => throw new NotSupportedException(
        "RecencyWeight cannot be exported to ONNX, because only training needs it; expected a pipeline that scores. Fit it before the "
        + "pipeline, and give the pipeline the transformed ratings.");
}
