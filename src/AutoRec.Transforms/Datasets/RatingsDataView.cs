using AutoRec.DataViews;
using AutoRec.RatingFiles;

namespace AutoRec.Datasets;

/// <summary>Ratings in memory, in file order, as ML.NET sees them.</summary>
internal sealed class RatingsDataView(RatingColumns ratings) : IndexedDataView(MakeSchema(ratings))
{
    private readonly string[]? _users = ratings.Users.Texts();
    private readonly string[]? _items = ratings.Items.Texts();

    public override long? GetRowCount() => ratings.Count;
    protected override int ReadRowCount() => ratings.Count;

    protected override Delegate CreateGetter(DataViewSchema.Column column, Cursor cursor) => column.Name switch
    {
        nameof(MovieLensRating.UserId) => CreateGetter(ratings.Users, _users, cursor),
        nameof(MovieLensRating.ItemId) => CreateGetter(ratings.Items, _items, cursor),
        nameof(MovieLensRating.Label) => (ValueGetter<float>)((ref float value) => value = ratings.Label(cursor.Row)),
        _ => (ValueGetter<long>)((ref long value) => value = ratings.Timestamp(cursor.Row)),
    };

    private static Delegate CreateGetter(IdList ids, string[]? texts, Cursor cursor) => texts is null
        ? (ValueGetter<int>)((ref int value) => value = ids[cursor.Row])
        : (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = texts[ids[cursor.Row]].AsMemory());

    private static DataViewSchema MakeSchema(RatingColumns ratings)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(nameof(MovieLensRating.UserId), TypeOf(ratings.Users));
        schema.AddColumn(nameof(MovieLensRating.ItemId), TypeOf(ratings.Items));
        schema.AddColumn(nameof(MovieLensRating.Label), NumberDataViewType.Single);
        if (ratings.HasTimes)
            schema.AddColumn(nameof(MovieLensRating.Timestamp), NumberDataViewType.Int64);
        return schema.ToSchema();

        static DataViewType TypeOf(IdList ids) => ids.IsText ? TextDataViewType.Instance : NumberDataViewType.Int32;
    }
}
