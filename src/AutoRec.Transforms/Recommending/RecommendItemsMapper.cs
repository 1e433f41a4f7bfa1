using AutoRec.DataViews;
using AutoRec.Interop;

namespace AutoRec.Recommending;

/// <summary>Appends the recommended items and their scores.</summary>
internal sealed class RecommendItemsMapper : AppendingRowMapper
{
    private readonly ItemRecommendation _recommendation;
    private readonly DataViewSchema.Column _items;
    private readonly DataViewSchema.Column _ratings;
    private readonly int _count;

    public RecommendItemsMapper(ItemRecommendation recommendation, DataViewSchema input, RecommendItemsColumns columns)
        : base(
            input,
            new DataViewSchema.DetachedColumn(columns.OutputItems, new VectorDataViewType(recommendation.ItemType)),
            new DataViewSchema.DetachedColumn(columns.OutputScores, new VectorDataViewType(NumberDataViewType.Single)))
    {
        columns.Check(MLNetBorder.ShapeOf(input), recommendation.ItemType);
        (_recommendation, _items, _ratings, _count) = (recommendation, input[columns.Items], input[columns.Ratings], columns.Count);
    }

    protected override IEnumerable<DataViewSchema.Column> Needed => [_items, _ratings];

    protected override void AddTo(OnnxGraph graph) => throw new NotSupportedException(
        "RecommendItems cannot be exported to ONNX, because it encodes the ratings with a linear system of equations; expected a pipeline "
        + "that scores. Export the pipeline that the recommendations were created from, and rank the items by its scores.");

    protected override Delegate[] CreateGetters(DataViewRow input) => _recommendation.CreateGetters(input, _items, _ratings, _count);
}
