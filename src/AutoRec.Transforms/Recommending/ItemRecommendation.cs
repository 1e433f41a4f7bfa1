using AutoRec.DataViews;
using AutoRec.FoldIn;
using AutoRec.Saving;

namespace AutoRec.Recommending;

/// <summary>Recommends items to rows with ratings. The type of the item ids is known at run time only.</summary>
internal abstract class ItemRecommendation
{
    private enum IdKind : byte
    {
        Text,
        Int32,
        Int64,
    }

    /// <summary>The type of the item ids.</summary>
    public abstract PrimitiveDataViewType ItemType { get; }

    /// <summary>Creates the getters of the recommended items and of their scores.</summary>
    public abstract Delegate[] CreateGetters(DataViewRow input, DataViewSchema.Column items, DataViewSchema.Column ratings, int count);

    public abstract void Write(BinaryWriter writer);

    /// <summary>Takes the recommending part of a pipeline.</summary>
    /// <exception cref="ArgumentException">The item key has no values, or values of another type.</exception>
    public static ItemRecommendation Of(FittedRecommendation fitted)
    {
        var type = (fitted.Item.Annotations.Schema.GetColumnOrNull(KeyNames.Annotation)?.Type as VectorDataViewType)?.ItemType;
        if (type is null or TextDataViewType)
            return new ItemRecommendation<string>(fitted.Model, fitted.ReadItems<string>());
        if (type == NumberDataViewType.Int32)
            return new ItemRecommendation<int>(fitted.Model, fitted.ReadItems<int>());
        if (type == NumberDataViewType.Int64)
            return new ItemRecommendation<long>(fitted.Model, fitted.ReadItems<long>());
        throw new ArgumentException(
            $"The item ids in '{fitted.Item.Name}' are {type}; expected Text, Int32 or Int64. Convert the ids before the key mapping.");
    }

    public static ItemRecommendation Read(BinaryReader reader, int format)
    {
        var model = RecommendationFormat.Read(reader, RatingModelFormat.Read(reader, format));
        return reader.ReadEnum<IdKind>() switch
        {
            IdKind.Text => new ItemRecommendation<string>(model, ReadIds(reader.ReadString)),
            IdKind.Int32 => new ItemRecommendation<int>(model, ReadIds(reader.ReadInt32)),
            _ => new ItemRecommendation<long>(model, ReadIds(reader.ReadInt64)),
        };

        T[] ReadIds<T>(Func<T> read) => [.. Enumerable.Range(0, model.Ratings.ItemCount).Select(_ => read())];
    }

    private protected static void Write(BinaryWriter writer, RecommendationModel model, IEnumerable<object> ids, Type type)
    {
        RatingModelFormat.Write(writer, model.Ratings);
        RecommendationFormat.Write(writer, model with { History = null });
        writer.Write(type == typeof(string) ? IdKind.Text : type == typeof(int) ? IdKind.Int32 : IdKind.Int64);
        foreach (var id in ids)
        {
            switch (id)
            {
                case string text: writer.Write(text); break;
                case int number: writer.Write(number); break;
                case long number: writer.Write(number); break;
            }
        }
    }
}

/// <inheritdoc/>
/// <typeparam name="T">String, Int32 or Int64.</typeparam>
internal sealed class ItemRecommendation<T>(RecommendationModel model, T[] ids) : ItemRecommendation
    where T : notnull
{
    private readonly Dictionary<T, int> _indices = Enumerable.Range(0, ids.Length).ToDictionary(index => ids[index]);

    public override PrimitiveDataViewType ItemType => IdColumn.TypeOf<T>("item");

    public override Delegate[] CreateGetters(DataViewRow input, DataViewSchema.Column items, DataViewSchema.Column ratings, int count)
    {
        var (itemsOf, ratingsOf) = (IdColumn.ReadVector<T>(input, items), IdColumn.ReadVector<float>(input, ratings));
        var (position, recommended) = (-1L, (Items: Array.Empty<T>(), Scores: Array.Empty<float>()));
        return
        [
            IdColumn.CreateVectorGetter<T>(() => Row().Items),
            IdColumn.CreateVectorGetter<float>(() => Row().Scores),
        ];

        // Both getters share the lists of a row.
        (T[] Items, float[] Scores) Row()
        {
            if (position != input.Position)
            {
                position = -1; // Until the row has lists.
                recommended = Recommend(itemsOf(), ratingsOf(), count);
                position = input.Position;
            }

            return recommended;
        }
    }

    public override void Write(BinaryWriter writer) => Write(writer, model, ids.Cast<object>(), typeof(T));

    private (T[] Items, float[] Scores) Recommend(T[] rated, float[] ratings, int count)
    {
        if (rated.Length != ratings.Length)
        {
            throw new InvalidOperationException(
                $"A row has {rated.Length} rated items and {ratings.Length} ratings; expected one rating of each item.");
        }

        var given = GivenRatings<T>.Check(model.Ratings, _indices, rated.Zip(ratings));
        count = Math.Min(count, ids.Length);
        var (items, scores) = (new int[count], new float[count]);
        var found = Ranking.Rank(model, Person.Of(model, given), candidates: null, isExcluded: null, items, scores);
        return (Array.ConvertAll(items[..found], item => ids[item]), scores[..found]);
    }
}
