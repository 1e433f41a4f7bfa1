using AutoRec.DataViews;
using AutoRec.FoldIn;
using AutoRec.Scoring;

namespace AutoRec.Recommending;

/// <summary>
/// The part of a fitted pipeline that recommends, its key columns in the output of the pipeline, and the keys with training ratings.
/// </summary>
internal sealed record FittedRecommendation(
    RecommendationModel Model, MatrixKeys Keys, DataViewSchema.Column User, DataViewSchema.Column Item)
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
            "The model only predicts ratings: it was saved by an earlier version, or trained by several ranks with KeepRatings = false. "
            + "Train it again with KeepRatings = true, and save it.");
        var keys = found[0].Keys;
        var user = KeyColumn.FindSame(schema, found[0].MatrixColumnIndexColumnName, "matrix column index", keys.Users);
        var item = KeyColumn.FindSame(schema, found[0].MatrixRowIndexColumnName, "matrix row index", keys.Items);
        return new(model, keys, user, item);
    }

    /// <summary>Reads the ids of the items with training ratings.</summary>
    /// <exception cref="ArgumentException">The key column has no key values, or one of another type.</exception>
    public T[] ReadItems<T>()
        where T : notnull => Keys.Items.Select(KeyIds.Read<T>(Item, "item"));

    /// <summary>Reads the ids of the users of a map.</summary>
    /// <exception cref="ArgumentException">The key column has no key values, or one of another type.</exception>
    public T[] ReadUsers<T>(KeyMap users)
        where T : notnull => users.Select(KeyIds.Read<T>(User, "user"));

    /// <summary>Reads ratings of users and items with training ratings, users × items.</summary>
    public RatingMatrix Read(IHostEnvironment environment, IDataView mapped, string labelColumnName) =>
        Read(environment, mapped, labelColumnName, Keys.Users).Ratings;

    /// <summary>Reads ratings to recommend from: those of all users, of items with training ratings; users × items.</summary>
    /// <exception cref="InvalidOperationException">A rating is far outside the training ratings, or there is no choice.</exception>
    public (RatingMatrix Ratings, KeyMap Users) ReadHistory(IHostEnvironment environment, IDataView mapped, string labelColumnName)
    {
        var (history, users) = Read(environment, mapped, labelColumnName, users: null);
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

        return (history, users);
    }

    /// <summary>Reads the ratings of the users; for a one-class model, the sums of repeated events, those above 0.</summary>
    private (RatingMatrix Ratings, KeyMap Users) Read(IHostEnvironment environment, IDataView mapped, string labelColumnName, KeyMap? users)
    {
        using var channel = environment.Register(nameof(FittedRecommendation)).Start("Read");
        var isOneClass = Model.Ratings is OneClassModelParameters;
        var reader = new RatingReader(mapped.Schema, Item.Name, User.Name, labelColumnName);
        var (items, _, columns) = reader.Read(mapped, channel, isOneClass, rows: Keys.Items, columns: users, withDigests: false);
        var ratings = items.Transpose();
        return (isOneClass ? OneClassModelParameters.ChoicesOf(ratings) : ratings, columns);
    }

    /// <summary>The transformers of a pipeline, and of the chains in it.</summary>
    public static IEnumerable<ITransformer> Flatten(ITransformer transformer) =>
        transformer is IEnumerable<ITransformer> chain ? chain.SelectMany(Flatten) : [transformer];
}
