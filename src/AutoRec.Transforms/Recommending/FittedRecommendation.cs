using AutoRec.DataViews;
using AutoRec.FoldIn;
using AutoRec.Scoring;

namespace AutoRec.Recommending;

/// <summary>The part of a fitted pipeline that recommends, and its key columns in the output of the pipeline.</summary>
internal sealed record FittedRecommendation(RecommendationModel Model, DataViewSchema.Column User, DataViewSchema.Column Item)
{
    /// <summary>Finds the AutoRec of a pipeline.</summary>
    /// <param name="pipeline">A transformer, or a chain of transformers and chains.</param>
    /// <param name="schema">The schema of the pipeline's output.</param>
    /// <exception cref="ArgumentException">The pipeline has no AutoRec, or more than one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A key column is missing, or has another number of keys.</exception>
    /// <exception cref="InvalidOperationException">The model only predicts ratings.</exception>
    public static FittedRecommendation Find(ITransformer pipeline, DataViewSchema schema)
    {
        var found = Flatten(pipeline).OfType<IRecommendingTransformer>().ToList();
        if (found.Count != 1)
        {
            throw new ArgumentException(
                $"The pipeline has {found.Count} transformers that recommend; expected one. Fit a pipeline with one AutoRec.",
                nameof(pipeline));
        }

        var model = found[0].Recommendation ?? throw new InvalidOperationException(
            "The model was saved by an earlier version that only predicts ratings. Train it again, and save it.");
        var user = KeyColumn.Find(schema, found[0].MatrixColumnIndexColumnName, "matrix column index", model.Ratings.UserCount).Column;
        var item = KeyColumn.Find(schema, found[0].MatrixRowIndexColumnName, "matrix row index", model.Ratings.ItemCount).Column;
        return new(model, user, item);
    }

    /// <summary>
    /// Reads ratings with the keys of the pipeline, users × items. For a one-class model: the sums of repeated events, those above 0.
    /// </summary>
    public RatingMatrix Read(IHostEnvironment environment, IDataView mapped, string labelColumnName)
    {
        using var channel = environment.Register(nameof(FittedRecommendation)).Start("Read");
        var isOneClass = Model.Ratings is OneClassModelParameters;
        var reader = new RatingReader(mapped.Schema, Item.Name, User.Name, labelColumnName);
        var ratings = reader.Read(mapped, channel, addRepeated: isOneClass).Transpose();
        return isOneClass ? OneClassModelParameters.ChoicesOf(ratings) : ratings;
    }

    /// <summary>Reads ratings to recommend from, like <see cref="Read"/>.</summary>
    /// <exception cref="InvalidOperationException">A rating is far outside the training ratings, or there is no choice.</exception>
    public RatingMatrix ReadHistory(IHostEnvironment environment, IDataView mapped, string labelColumnName)
    {
        var history = Read(environment, mapped, labelColumnName);
        if (history.Count == 0)
        {
            throw new InvalidOperationException(
                $"No label in '{labelColumnName}' is above 0, so nobody chose anything; expected 1 for each click or purchase, or a "
                + "count.");
        }

        try
        {
            foreach (var rating in history.Values)
                KnownRatings.CheckRating(Model.Ratings, rating, $"a row in '{labelColumnName}'", nameof(mapped));
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidOperationException(e.Message, e);
        }

        return history;
    }

    /// <summary>The transformers of a pipeline, and of the chains in it.</summary>
    public static IEnumerable<ITransformer> Flatten(ITransformer transformer) =>
        transformer is IEnumerable<ITransformer> chain ? chain.SelectMany(Flatten) : [transformer];
}
