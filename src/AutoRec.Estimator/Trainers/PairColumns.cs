using AutoRec.DataViews;
using AutoRec.Recommending;
using AutoRec.Saving;
using static AutoRec.OptionCheck;

namespace AutoRec.Trainers;

/// <summary>The input columns of the trainers on keys. Without a weight column, all ratings weigh the same.</summary>
internal readonly record struct PairColumns(string Label, string MatrixColumnIndex, string MatrixRowIndex, string? ExampleWeight = null)
{
    /// <summary>The output column of the level probabilities; null for none.</summary>
    public string? Probabilities { get; init; }

    /// <summary>The column of the items' features; null for none.</summary>
    public string? MatrixRowFeatures { get; init; }

    /// <summary>The column of the users' features; null for none.</summary>
    public string? MatrixColumnFeatures { get; init; }

    public void Check()
    {
        RequireName(Label, "LabelColumnName");
        RequireName(MatrixColumnIndex, "MatrixColumnIndexColumnName");
        RequireName(MatrixRowIndex, "MatrixRowIndexColumnName");
        if (ExampleWeight is not null)
            RequireName(ExampleWeight, "ExampleWeightColumnName");
        if (Probabilities is not null)
        {
            RequireName(Probabilities, "ProbabilitiesColumnName");
            string?[] others =
                [ScoreColumn.Name, Label, MatrixColumnIndex, MatrixRowIndex, ExampleWeight, MatrixRowFeatures, MatrixColumnFeatures];
            var isFree = !others.Contains(Probabilities);
            Require(isFree, "ProbabilitiesColumnName", $"'{Probabilities}'", "a name that no other column of AutoRec has");
        }

        if (MatrixRowFeatures is not null)
            RequireName(MatrixRowFeatures, "MatrixRowFeaturesColumnName");
        if (MatrixColumnFeatures is not null)
        {
            RequireName(MatrixColumnFeatures, "MatrixColumnFeaturesColumnName");
            var isOther = MatrixColumnFeatures != MatrixRowFeatures;
            Require(
                isOther,
                "MatrixColumnFeaturesColumnName",
                $"'{MatrixColumnFeatures}'",
                "a column other than MatrixRowFeaturesColumnName, because items and users have features of their own");
        }

        var differ = MatrixColumnIndex != MatrixRowIndex;
        Require(differ, "MatrixRowIndexColumnName", $"'{MatrixRowIndex}'", "a column other than MatrixColumnIndexColumnName");
    }

    public RatingReader CreateReader(IDataView data) =>
        new(data.Schema, MatrixRowIndex, MatrixColumnIndex, Label, ExampleWeight, MatrixRowFeatures, MatrixColumnFeatures);

    /// <summary>Creates a reader of validation ratings, whose features are those of training.</summary>
    public RatingReader CreateValidationReader(IDataView data) =>
        new(data.Schema, MatrixRowIndex, MatrixColumnIndex, Label, ExampleWeight);

    /// <exception cref="InvalidOperationException">The ratings are no levels, but the column of their probabilities is set.</exception>
    public void CheckLevels(RatingMatrix ratings, RankGroup? ranks = null)
    {
        if (Probabilities is null)
            return;
        var levels = RatingLevels.Of(ratings)?.Values;
        if (ranks is not null && levels is not null)
            levels = [.. ranks.Share(levels).SelectMany(ofRank => ofRank).Distinct()];
        if (levels is null || levels.Length > RatingLevels.Most)
        {
            throw new InvalidOperationException(
                $"The option ProbabilitiesColumnName is '{Probabilities}', but '{Label}' has more than {RatingLevels.Most} distinct "
                + "ratings; expected levels such as 1 to 5 stars. Round the ratings to levels, or do not set the option.");
        }
    }

    /// <summary>Logs how many items and users have features, and warns if none has any: a join by wrong ids would go unnoticed.</summary>
    public void LogFeatures(RatingMatrix items, IChannel channel)
    {
        Log(MatrixRowFeatures, items.RowFeatures, "items");
        Log(MatrixColumnFeatures, items.ColumnFeatures, "users");

        void Log(string? name, FeatureMatrix? features, string side)
        {
            if (features is null)
                return;
            var known = features.Vectors.Count(vector => !vector.IsUnknown);
            if (known > 0)
            {
                channel.Info($"Features: {features.SlotCount} of {side} ('{name}', known for {known} of {features.Count}).");
                return;
            }

            channel.Warning(
                MessageSensitivity.None,
                $"All vectors of '{name}' are empty, so nothing is learned from the features of {side}. Check the ids by which they are "
                + "joined.");
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">The columns have other keys than in training.</exception>
    public void CheckSame(DataViewSchema schema, IndexedRatings training)
    {
        KeyColumn.FindSame(schema, MatrixColumnIndex, "matrix column index", training.Columns);
        KeyColumn.FindSame(schema, MatrixRowIndex, "matrix row index", training.Rows);
    }

    public SavedPrediction<TModel> Save<TModel>(TModel model, IndexedRatings training, RecommendationModel? recommendation)
        where TModel : class, IRatingModel => Save(model, new MatrixKeys(training.Rows, training.Columns), recommendation);

    public SavedPrediction<TModel> Save<TModel>(TModel model, MatrixKeys keys, RecommendationModel? recommendation)
        where TModel : class, IRatingModel =>
        new(MatrixColumnIndex, MatrixRowIndex, keys, model, recommendation)
        {
            MatrixRowFeaturesColumnName = MatrixRowFeatures,
            MatrixColumnFeaturesColumnName = MatrixColumnFeatures,
        };

    public SchemaShape AppendScore(SchemaShape input)
    {
        Columns.FindKey(input, MatrixRowIndex, "matrix row index");
        Columns.FindKey(input, MatrixColumnIndex, "matrix column index");
        Columns.CheckSingle(input, Label, "label");
        if (ExampleWeight is not null)
            Columns.CheckSingle(input, ExampleWeight, "example weight");
        if (MatrixRowFeatures is not null)
            Columns.CheckFeatures(input, MatrixRowFeatures, "matrix row features");
        if (MatrixColumnFeatures is not null)
            Columns.CheckFeatures(input, MatrixColumnFeatures, "matrix column features");
        var output = ScoreColumn.Append(input, ScoreColumn.Scalar());
        return Probabilities is null ? output : ScoreColumn.Append(output, ProbabilitiesColumn.Shape(Probabilities));
    }
}
