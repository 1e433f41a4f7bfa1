namespace AutoRec.Search;

/// <summary>The names by which a measurement is known: each a short text that fits a line of a journal, none twice.</summary>
internal static class SearchName
{
    public static string Check(string? name, string whose)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new ArgumentException($"A name of {whose} is empty; expected a short text, such as \"λ\".");
        return name.AsSpan().IndexOfAny('\t', '\r', '\n') < 0
            ? name
            : throw new ArgumentException($"The name '{name}' of {whose} has a tab or a line break; expected none.");
    }
    public static void CheckList<T>(IReadOnlyList<T> list, Func<T, string> nameOf, string whose, string remedy = "")
    {
        ArgumentNullException.ThrowIfNull(list, whose);
        if (list.Count == 0)
            throw new ArgumentException($"There are no {whose}; expected at least one.");
        var names = new HashSet<string>();
        foreach (var item in list)
        {
            if (item is null)
                throw new ArgumentException($"One of the {whose} is null.");
            if (!names.Add(Check(nameOf(item), $"the {whose}")))
                throw new ArgumentException($"Two of the {whose} have the name '{nameOf(item)}'; expected different names.{remedy}");
        }
    }
}
