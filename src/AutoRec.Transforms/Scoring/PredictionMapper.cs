using AutoRec.DataViews;
using AutoRec.FoldIn;
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
    private readonly FeatureColumn? _itemFeatures;
    private readonly FeatureColumn? _userFeatures;

    /// <param name="model">The model, by key.</param>
    /// <param name="keys">The keys of the training.</param>
    /// <param name="input">The schema of the data.</param>
    /// <param name="matrixColumnIndexColumnName">The key column of the users.</param>
    /// <param name="matrixRowIndexColumnName">The key column of the items.</param>
    /// <param name="matrixColumnFeaturesColumnName">The users' features, which are read if the data has them; null for none.</param>
    /// <param name="matrixRowFeaturesColumnName">The items' features, which are read if the data has them; null for none.</param>
    public PredictionMapper(
        IRatingModel model,
        MatrixKeys keys,
        DataViewSchema input,
        string matrixColumnIndexColumnName,
        string matrixRowIndexColumnName,
        string? matrixColumnFeaturesColumnName = null,
        string? matrixRowFeaturesColumnName = null)
        : base(
            input,
            new DataViewSchema.DetachedColumn(
                ScoreColumn.Name, NumberDataViewType.Single, ScoreColumn.Annotate(input, "Regression").ToAnnotations()))
    {
        (_model, _keys) = (model, keys);
        _item = KeyColumn.FindSame(input, matrixRowIndexColumnName, "matrix row index", keys.Items);
        _user = KeyColumn.FindSame(input, matrixColumnIndexColumnName, "matrix column index", keys.Users);
        var (ofItems, ofUsers) = FeatureScore.SlotCounts(model);
        _itemFeatures = Find(matrixRowFeaturesColumnName, "matrix row features", ofItems);
        _userFeatures = Find(matrixColumnFeaturesColumnName, "matrix column features", ofUsers);

        FeatureColumn? Find(string? name, string role, int? slotCount) =>
            name is null || input.GetColumnOrNull(name) is null ? null : FeatureColumn.Find(input, name, role, slotCount);
    }

    protected override IEnumerable<DataViewSchema.Column> Needed =>
        [_item, _user, .. new[] { _itemFeatures, _userFeatures }.OfType<FeatureColumn>().Select(features => features.Column)];

    protected override Delegate[] CreateGetters(DataViewRow input)
    {
        var (itemGetter, userGetter) = (KeyColumn.GetKeyGetter(input, _item), KeyColumn.GetKeyGetter(input, _user));
        var (itemFeatures, userFeatures) = (_itemFeatures?.CreateGetter(input), _userFeatures?.CreateGetter(input));
        int item = 0, user = 0;
        ValueGetter<float> getter = (ref float score) =>
        {
            itemGetter(ref item);
            userGetter(ref user);
            var (hasItem, hasUser) = (_model.HasItem(item), _model.HasUser(user));
            score = (hasItem || itemFeatures is null) && (hasUser || userFeatures is null)
                ? _model.Score(item, user)
                : FeatureScore.Of(
                    _model,
                    item,
                    user,
                    hasItem ? null : itemFeatures?.Invoke(),
                    hasUser ? null : userFeatures?.Invoke());
        };
        return [getter];
    }

    protected override void AddTo(OnnxGraph graph)
    {
        if ((_itemFeatures ?? _userFeatures) is { } features)
        {
            throw new NotSupportedException(
                $"The scores of items and users without training ratings depend on '{features.Column.Name}', which the ONNX graph does not "
                + "read; expected data without that column. Export with data that lacks it: the cold-start rule then gives these scores.");
        }

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
