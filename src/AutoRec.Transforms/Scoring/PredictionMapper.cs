using AutoRec.DataViews;
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

    /// <param name="model">The model, by key.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="levels">The rating levels, by index; null without a column for them.</param>
    /// <param name="input">The schema of the input.</param>
    /// <param name="matrixColumnIndexColumnName">The key column of the users.</param>
    /// <param name="matrixRowIndexColumnName">The key column of the items.</param>
    public PredictionMapper(
        IRatingModel model,
        MatrixKeys keys,
        LevelModel? levels,
        DataViewSchema input,
        string matrixColumnIndexColumnName,
        string matrixRowIndexColumnName)
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
        if (_levels is null)
            return [getter];
        ValueGetter<VBuffer<float>> probabilities = (ref VBuffer<float> values) =>
        {
            float score = 0;
            getter(ref score);
            var editor = VBufferEditor.Create(ref values, _levels.Levels.Count);
            var of = _levels.Probabilities(score, _keys.Users.IndexOf(user), _keys.Items.IndexOf(item));
            for (var l = 0; l < of.Length; l++)
                editor.Values[l] = (float)of[l];
            values = editor.Commit();
        };
        return [getter, probabilities];
    }

    protected override void AddTo(OnnxGraph graph)
    {
        if (_levels is not null)
        {
            throw new NotSupportedException(
                $"The column '{_levels.ColumnName}' of level probabilities cannot be exported to ONNX; expected a model that only scores. "
                + "Train it without ProbabilitiesColumnName.");
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
