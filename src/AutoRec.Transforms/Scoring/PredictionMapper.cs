using AutoRec.DataViews;
using AutoRec.FoldIn;
using AutoRec.Interop;
using AutoRec.Onnx;
using AutoRec.Recommending;

namespace AutoRec.Scoring;

/// <summary>Appends the predicted rating of an item key and a user key, and possibly the probability of each rating level.</summary>
internal sealed class PredictionMapper : AppendingRowMapper
{
    private readonly IRatingModel _model;
    private readonly MatrixKeys _keys;
    private readonly LevelModel? _levels;
    private readonly DataViewSchema.Column _item;
    private readonly DataViewSchema.Column _user;
    private readonly FeatureColumn? _itemFeatures;
    private readonly FeatureColumn? _userFeatures;

    /// <param name="model">The model, by key.</param>
    /// <param name="keys">The keys of the training.</param>
    /// <param name="levels">The rating levels, by index; null without a column for them.</param>
    /// <param name="input">The schema of the data.</param>
    /// <param name="matrixColumnIndexColumnName">The key column of the users.</param>
    /// <param name="matrixRowIndexColumnName">The key column of the items.</param>
    /// <param name="matrixColumnFeaturesColumnName">The users' features, which are read if the data has them; null for none.</param>
    /// <param name="matrixRowFeaturesColumnName">The items' features, which are read if the data has them; null for none.</param>
    public PredictionMapper(
        IRatingModel model,
        MatrixKeys keys,
        LevelModel? levels,
        DataViewSchema input,
        string matrixColumnIndexColumnName,
        string matrixRowIndexColumnName,
        string? matrixColumnFeaturesColumnName = null,
        string? matrixRowFeaturesColumnName = null)
        : base(
            input,
            [
                new(ScoreColumn.Name, NumberDataViewType.Single, ScoreColumn.Annotate(input, "Regression").ToAnnotations()),
                .. levels is null ? [] : (DataViewSchema.DetachedColumn[])[ProbabilitiesColumn.Create(levels)],
            ])
    {
        (_model, _keys, _levels) = (model, keys, levels);
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
        var (itemFeatures, userFeatures) = (_itemFeatures?.CreateReader(input), _userFeatures?.CreateReader(input));
        int item = 0, user = 0;
        ValueGetter<float> getter = (ref float score) =>
        {
            itemGetter(ref item);
            userGetter(ref user);
            if (itemFeatures is null && userFeatures is null)
            {
                score = _model.Score(item, user);
                return;
            }

            var (hasItem, hasUser) = (_model.HasItem(item), _model.HasUser(user));
            score = (hasItem || itemFeatures is null) && (hasUser || userFeatures is null)
                ? _model.Score(item, user)
                : FeatureScore.Of(
                    _model,
                    item,
                    user,
                    hasItem ? null : Read(itemFeatures),
                    hasUser ? null : Read(userFeatures));
        };
        if (_levels is null)
            return [getter];

        // A row is scored once if both columns are read.
        var (position, cached) = (-1L, 0f);
        ValueGetter<float> getterOnce = (ref float score) =>
        {
            if (position != input.Position || position < 0)
                getter(ref cached);
            (position, score) = (input.Position, cached);
        };
        ValueGetter<VBuffer<float>> probabilities = (ref VBuffer<float> values) =>
        {
            float score = 0;
            getterOnce(ref score);
            var editor = VBufferEditor.Create(ref values, _levels.Levels.Count);
            var of = _levels.Probabilities(score, _keys.Users.IndexOf(user), _keys.Items.IndexOf(item));
            for (var l = 0; l < of.Length; l++)
                editor.Values[l] = (float)of[l];
            values = editor.Commit();
        };
        return [getterOnce, probabilities];

        static FeatureVector? Read(FeatureReader? reader) => reader is not null && reader.Read() ? reader.ToVector() : null;
    }

    protected override void AddTo(OnnxGraph graph)
    {
        if (_levels is not null)
        {
            throw new NotSupportedException(
                $"The column '{_levels.ColumnName}' of level probabilities cannot be exported to ONNX; expected a model that only scores. "
                + "Train it without ProbabilitiesColumnName.");
        }

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
