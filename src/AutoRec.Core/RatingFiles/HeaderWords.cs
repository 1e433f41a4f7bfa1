namespace AutoRec.RatingFiles;

/// <summary>The words by which a header names the columns of users, items, ratings and times. The first word that occurs decides.</summary>
internal static class HeaderWords
{
    private static readonly string[] Events =
    [
        "rating", "review", "event", "interaction", "click", "view", "visit", "watch", "play", "listen", "purchase", "order", "transaction",
        "vote", "feedback", "submission", "creation", "created", "rated", "comment",
    ];

    private static readonly string[] TimesOfEvents = ["timestamp", "time", "datetime", "date", "ts"];

    private static readonly Dictionary<ColumnRole, string[]> Words = new()
    {
        [ColumnRole.User] =
        [
            "userid", "user", "uid", "username", "customerid", "customer", "reviewerid", "reviewer", "memberid", "member", "visitorid",
            "visitor", "accountid", "account", "clientid", "client", "raterid", "rater", "personid", "person", "authorid", "author",
        ],
        [ColumnRole.Item] =
        [
            "itemid", "item", "iid", "movieid", "movie", "filmid", "film", "productid", "product", "parentasin", "asin", "isbn", "bookid",
            "book", "songid", "song", "trackid", "track", "artistid", "artist", "albumid", "album", "animeid", "anime", "gameid", "game",
            "jokeid", "joke", "articleid", "article", "businessid", "business", "recipeid", "recipe", "courseid", "course", "showid",
            "show", "contentid", "content", "sku", "title",
        ],
        [ColumnRole.Rating] =
        [
            "rating", "ratings", "label", "score", "stars", "star", "overall", "bookrating", "userrating", "starrating", "overallrating",
            "myrating", "reviewrating", "reviewscore", "reviewoverall", "vote", "grade", "preference", "value",
        ],
        [ColumnRole.Time] =
        [
            "timestamp", "time", "datetime", "date", "ts", "tstamp", "unixreviewtime", "unixtime", "unixtimestamp", "ratedat", "reviewedat",
            "createdat", "created", "submittedat", "submitted", "lastupdated", "updatedat", .. Events.SelectMany(
                happened => TimesOfEvents.Select(time => happened + time)),
        ],
    };

    /// <summary>The column that the header names for a role; −1 if there is none.</summary>
    /// <param name="header">The names of the columns.</param>
    /// <param name="role">The role.</param>
    /// <param name="isFree">Whether a column has no role yet.</param>
    public static int Find(string[] header, ColumnRole role, Func<int, bool> isFree)
    {
        var names = Array.ConvertAll(header, Normalize);
        foreach (var word in Words[role])
        {
            var column = Array.FindIndex(names, name => name == word);
            if (column >= 0 && isFree(column))
                return column;
        }

        return -1;
    }

    /// <summary>Whether a name is that of the numbers that pandas and R write in front of the rows.</summary>
    public static bool IsOfIndex(string name) => Normalize(name) is "" or "unnamed0" or "index" or "rownames" or "rownum" or "rownumber";

    /// <summary>Drops the difference between <c>User-ID</c>, <c>user_id</c> and <c>userId</c>.</summary>
    private static string Normalize(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
