using AutoRec.DataViews;

namespace AutoRec.Recommending;

/// <summary>The lists of many users: a row for each recommended item. The first cursor computes all lists.</summary>
internal sealed class RecommendationView<TUser, TItem>(Recommender<TUser, TItem> recommender, int count, Func<int[]> readUsers)
    : IndexedDataView(CreateSchema())
    where TUser : notnull
    where TItem : notnull
{
    private readonly object _gate = new();
    private volatile Recommended? _recommended;

    /// <summary>The users, their lists, and the list and the 0-based rank of each row.</summary>
    private sealed record Recommended(int[] Users, RankedLists Lists, (int List, int Rank)[] Rows);

    public override long? GetRowCount() => _recommended?.Rows.Length;
    protected override int ReadRowCount() => Read().Rows.Length;

    protected override Delegate CreateGetter(DataViewSchema.Column column, Cursor cursor)
    {
        return column.Index switch
        {
            0 => IdColumn.CreateGetter(() => recommender.Users[Read().Users[Row().List]]),
            1 => (ValueGetter<int>)((ref int rank) => rank = Row().Rank + 1),
            2 => IdColumn.CreateGetter(() => recommender.Items[Read().Lists.ItemsOf(Row().List)[Row().Rank]]),
            _ => (ValueGetter<float>)((ref float score) => score = Read().Lists.ScoresOf(Row().List)[Row().Rank]),
        };

        (int List, int Rank) Row() => Read().Rows[cursor.Row];
    }

    /// <summary>Computes the lists once. After a failure the next cursor tries again, unlike a Lazy.</summary>
    private Recommended Read()
    {
        if (_recommended is { } recommended)
            return recommended;
        lock (_gate)
            return _recommended ??= Recommend();
    }

    private Recommended Recommend()
    {
        var users = readUsers();
        var lists = recommender.RankAll(users, count);
        var rows = Enumerable.Range(0, users.Length)
            .SelectMany(list => Enumerable.Range(0, lists.ItemsOf(list).Length).Select(rank => (list, rank)));
        return new(users, lists, [.. rows]);
    }

    private static DataViewSchema CreateSchema()
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("User", IdColumn.TypeOf<TUser>("user"));
        schema.AddColumn("Rank", NumberDataViewType.Int32);
        schema.AddColumn("Item", IdColumn.TypeOf<TItem>("item"));
        schema.AddColumn("Score", NumberDataViewType.Single);
        return schema.ToSchema();
    }
}
