namespace AutoRec.Search;

/// <summary>Checks the names of splits and settings. They must be distinct and fit into a line of a journal.</summary>
internal static class SearchName
{
    public static string Check(string? name, string owner)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new ArgumentException($"A name in {owner} is empty; expected a short text, such as \"λ\".");
        return name.AsSpan().IndexOfAny('\t', '\r', '\n') < 0
            ? name
            : throw new ArgumentException($"The name '{name}' in {owner} has a tab or a line break; expected none.");
    }

    public static void CheckList<T>(IReadOnlyList<T> list, Func<T, string> nameOf, string owner, string remedy = "")
    {
        ArgumentNullException.ThrowIfNull(list, owner);
        if (list.Count == 0)
            throw new ArgumentException($"There are no {owner}; expected at least one.");
        var names = new HashSet<string>();
        foreach (var item in list)
        {
            if (item is null)
                throw new ArgumentException($"One of the {owner} is null.");
            if (!names.Add(Check(nameOf(item), $"the {owner}")))
                throw new ArgumentException($"Two of the {owner} have the name '{nameOf(item)}'; expected different names.{remedy}");
        }
    }
}
