using AutoRec.DataViews;
using AutoRec.MovieLens;

namespace AutoRec.Datasets;

/// <summary>Ratings in memory, in file order, as ML.NET sees them; the columns are those of <see cref="MovieLensRating"/>.</summary>
internal sealed class MovieLensDataView(RatingColumns ratings) : IndexedDataView(MakeSchema())
{
    public static MovieLensDataView Load(string file) => new(RatingsFile.Read(file));
    public override long? GetRowCount() => ratings.Count;
    protected override int ReadRowCount() => ratings.Count;

    protected override Delegate CreateGetter(DataViewSchema.Column column, Cursor cursor) => column.Name switch
    {
        nameof(MovieLensRating.UserId) => (ValueGetter<int>)((ref int value) => value = ratings.User(cursor.Row)),
        nameof(MovieLensRating.ItemId) => (ValueGetter<int>)((ref int value) => value = ratings.Item(cursor.Row)),
        nameof(MovieLensRating.Label) => (ValueGetter<float>)((ref float value) => value = ratings.Label(cursor.Row)),
        _ => (ValueGetter<long>)((ref long value) => value = ratings.Timestamp(cursor.Row)),
    };

    private static DataViewSchema MakeSchema()
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(nameof(MovieLensRating.UserId), NumberDataViewType.Int32);
        schema.AddColumn(nameof(MovieLensRating.ItemId), NumberDataViewType.Int32);
        schema.AddColumn(nameof(MovieLensRating.Label), NumberDataViewType.Single);
        schema.AddColumn(nameof(MovieLensRating.Timestamp), NumberDataViewType.Int64);
        return schema.ToSchema();
    }
}
