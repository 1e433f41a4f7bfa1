using AutoRec.DataViews;
using AutoRec.Interop;
using AutoRec.Onnx;

namespace AutoRec.Scoring;

/// <summary>Appends the predicted rating of an item key and a user key.</summary>
internal sealed class PredictionMapper : AppendingRowMapper
{
    private readonly IRatingModel _model;
    private readonly MatrixKeys _keys;
    private readonly DataViewSchema.Column _item;
    private readonly DataViewSchema.Column _user;

    public PredictionMapper(
        IRatingModel model,
        MatrixKeys keys,
        DataViewSchema input,
        string matrixColumnIndexColumnName,
        string matrixRowIndexColumnName)
        : base(
            input,
            new DataViewSchema.DetachedColumn(
                ScoreColumn.Name, NumberDataViewType.Single, ScoreColumn.Annotate(input, "Regression").ToAnnotations()))
    {
        (_model, _keys) = (model, keys);
        _item = KeyColumn.FindSame(input, matrixRowIndexColumnName, "matrix row index", keys.Items);
        _user = KeyColumn.FindSame(input, matrixColumnIndexColumnName, "matrix column index", keys.Users);
    }

    protected override IEnumerable<DataViewSchema.Column> Needed => [_item, _user];

    protected override Delegate[] CreateGetters(DataViewRow input)
    {
        var (itemGetter, userGetter) = (KeyColumn.GetKeyGetter(input, _item), KeyColumn.GetKeyGetter(input, _user));
        int item = 0, user = 0;
        ValueGetter<float> getter = (ref float score) =>
        {
            itemGetter(ref item);
            userGetter(ref user);
            score = _model.Score(item, user);
        };
        return [getter];
    }

    protected override void AddTo(OnnxGraph graph)
    {
        CheckExact(_item);
        CheckExact(_user);
        graph.SetColumn(ScoreColumn.Name, NumberDataViewType.Single, PairGraph.AddScore(graph, _model, _keys, _item.Name, _user.Name));
    }

    private static void CheckExact(DataViewSchema.Column key)
    {
        if (key.Annotations.Schema.GetColumnOrNull(KeyNames.Annotation)?.Type is VectorDataViewType { ItemType: var type }
            && type.Equals(NumberDataViewType.Double))
        {
            throw new NotSupportedException(
                $"The ids in '{key.Name}' are Double, which ML.NET exports to ONNX as Single, so that different ids can become equal; "
                + "expected exact ids. Convert them to Int64 or text before the key mapping, and train again.");
        }
    }
}
