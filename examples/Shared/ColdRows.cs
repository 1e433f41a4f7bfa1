namespace AutoRec.Examples;

/// <summary>Ratings of a user or an item that has none in training.</summary>
internal static class ColdRows
{
    /// <summary>How many there are; users and items by ids or by indices, the same in both.</summary>
    public static int Count(IEnumerable<int> trainUsers, IEnumerable<int> trainItems, IEnumerable<int> testUsers, IEnumerable<int> testItems)
    {
        HashSet<int> users = [.. trainUsers], items = [.. trainItems];
        return testUsers.Zip(testItems).Count(pair => !users.Contains(pair.First) || !items.Contains(pair.Second));
    }
}
