namespace AutoRec.DataFrames;

/// <summary>The rows of a fold: all, the cold ones, and those without a score.</summary>
internal readonly record struct RowCounts(int Rows, int Cold, int MissingScores)
{
    private const string ScoreColumnName = "Score";

    /// <summary>Counts the rows of a fold in one pass.</summary>
    /// <exception cref="ArgumentException">A column is missing, is no key, or has another number of keys than the model.</exception>
    /// <exception cref="InvalidOperationException">No row has a score.</exception>
    public static RowCounts Of(TrainCatalogBase.CrossValidationResult<RegressionMetrics> fold, string userColumn, string itemColumn)
    {
        var counts = Read(fold.ScoredHoldOutSet, FindRatingModel(fold.Model), userColumn, itemColumn);
        return counts.MissingScores < counts.Rows ? counts : throw new InvalidOperationException(
            $"None of the {counts.Rows} rows of fold {fold.Fold} has a score: the model has not seen their items or users in training. "
            + "ML.NET's metrics are 0 then and mean nothing. Take folds of known items and users, or train with ColdStart.Mean.");
    }

    private static RowCounts Read(IDataView scored, IRatingModel? model, string userColumn, string itemColumn)
    {
        var user = FindKey(scored.Schema, userColumn, "user", model?.UserCount);
        var item = FindKey(scored.Schema, itemColumn, "item", model?.ItemCount);
        var score = scored.Schema[ScoreColumnName];
        int rows = 0, cold = 0, missingScores = 0;
        using var cursor = scored.GetRowCursor([user, item, score]);
        var (readUser, readItem) = (ViewColumnReader.CreateKeyReader(cursor, user), ViewColumnReader.CreateKeyReader(cursor, item));
        var readScore = cursor.GetGetter<float>(score);
        var value = 0f;
        while (cursor.MoveNext())
        {
            readScore(ref value);
            var (userIndex, itemIndex) = (readUser(), readItem());
            var hasScore = !float.IsNaN(value);
            var isKnown = model is null
                ? hasScore && userIndex >= 0 && itemIndex >= 0
                : model.HasUser(userIndex) && model.HasItem(itemIndex);
            rows++;
            cold += isKnown ? 0 : 1;
            missingScores += hasScore ? 0 : 1;
        }

        return new(rows, cold, missingScores);
    }

    private static DataViewSchema.Column FindKey(DataViewSchema schema, string name, string role, int? expected)
    {
        if (schema.GetColumnOrNull(name) is not { Type: KeyDataViewType key } column)
            throw new ArgumentException($"The pipeline's output has no key column '{name}'; expected a column of MapValueToKey.");
        return expected is null || key.Count == (ulong)expected ? column : throw new ArgumentException(
            $"The {role} column '{name}' has {key.Count} keys, and the model has {expected} {role}s; expected the {role} column of the "
            + "trainer. The first name is of the users, the second of the items.");
    }

    /// <summary>The last AutoRec or blend of a fitted pipeline; null if there is none. Pipelines may contain pipelines.</summary>
    private static IRatingModel? FindRatingModel(ITransformer pipeline) => pipeline switch
    {
        IPredictionTransformer<IRatingModel> prediction => prediction.Model,
        IEnumerable<ITransformer> chain => chain.Reverse().Select(FindRatingModel).FirstOrDefault(model => model is not null),
        _ => null,
    };
}
