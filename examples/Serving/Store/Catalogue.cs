using System.Collections.Frozen;
using Dapper;

namespace AutoRec.Examples.Serving.Store;

/// <summary>All items, in memory, because every answer needs titles and a search answers while somebody types.</summary>
internal sealed class Catalogue(Database database)
{
    private volatile Content _content = new([], new(1, 5, 1));

    /// <summary>The scale of the stars in the data.</summary>
    public StarScale Stars => _content.Stars;

    public int Count => _content.ById.Count;

    /// <summary>Reads all items, with the number of their ratings.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var items = await connection.QueryAsync<Item>(
            "SELECT id, title, year, (SELECT COUNT(*) FROM ratings WHERE ratings.item = items.id) AS popularity "
            + "FROM items ORDER BY popularity DESC, title");
        var stars = await connection.QueryAsync<double>("SELECT DISTINCT stars FROM ratings");
        _content = new([.. items], StarScale.Of([.. stars]));
    }

    public Item? Find(string id) => _content.ById.GetValueOrDefault(id);

    /// <summary>Finds titles: first those that begin with the text, then those with a word that does, then all others.</summary>
    /// <remarks>Within each group, the most rated come first.</remarks>
    public IEnumerable<Item> Search(string text, int count)
    {
        var wanted = text.Trim().ToLowerInvariant();
        return _content.Entries
            .Select(entry => (entry.Item, Rank: entry.RankOf(wanted)))
            .Where(found => found.Rank >= 0)
            .OrderBy(found => found.Rank)
            .Select(found => found.Item)
            .Take(count);
    }

    /// <summary>The most rated items.</summary>
    public IEnumerable<Item> Popular(Func<string, bool> isExcluded, int count) =>
        _content.Entries.Select(entry => entry.Item).Where(item => !isExcluded(item.Id)).Take(count);

    private sealed class Content(IReadOnlyList<Item> items, StarScale stars)
    {
        public FrozenDictionary<string, Item> ById { get; } = items.ToFrozenDictionary(item => item.Id);

        /// <summary>The items, the most rated first.</summary>
        public IReadOnlyList<Entry> Entries { get; } = [.. items.Select(item => new Entry(item))];

        public StarScale Stars { get; } = stars;
    }

    private sealed class Entry(Item item)
    {
        private static readonly string[] Articles = ["the ", "a ", "an "];

        private readonly string _title = item.Title.ToLowerInvariant();

        public Item Item { get; } = item;

        /// <summary>0 if the title begins with the text, after an article or not; 1 if a word does; 2 elsewhere; −1 if none.</summary>
        public int RankOf(string text)
        {
            var at = _title.IndexOf(text, StringComparison.Ordinal);
            if (at < 0)
                return -1;
            if (at == 0 || Articles.Any(article => at == article.Length && _title.StartsWith(article, StringComparison.Ordinal)))
                return 0;
            return _title.Contains($" {text}", StringComparison.Ordinal) ? 1 : 2;
        }
    }
}
