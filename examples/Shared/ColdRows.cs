namespace AutoRec.Examples;

/// <summary>Ratings whose user or item has no training rating.</summary>
internal static class ColdRows
{
    /// <summary>Counts the cold test ratings. Users and items are ids or indices, the same in training and test.</summary>
    public static int Count(
        IEnumerable<int> trainUsers, IEnumerable<int> trainItems, IEnumerable<int> testUsers, IEnumerable<int> testItems)
    {
        HashSet<int> users = [.. trainUsers], items = [.. trainItems];
        return testUsers.Zip(testItems).Count(pair => !users.Contains(pair.First) || !items.Contains(pair.Second));
    }
}
