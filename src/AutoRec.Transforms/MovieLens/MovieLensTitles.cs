using AutoRec.MovieLens;

namespace AutoRec;

/// <summary>The titles of a MovieLens release's items.</summary>
public static class MovieLensTitles
{
    /// <summary>Reads the titles by item id, year included, as in <c>Toy Story (1995)</c>.</summary>
    /// <param name="path">
    /// <c>u.item</c> (100K), <c>movies.dat</c> (1M, 10M) or <c>movies.csv</c> (20M and later), or a folder that holds one of them, directly
    /// or one level down.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file, or the folder holds none.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">The folder holds several.</exception>
    /// <exception cref="FormatException">A line is no item: the message says which, and why.</exception>
    public static IReadOnlyDictionary<int, string> Read(string path) => ItemFile.Read(path).ToDictionary(item => item.Key, item => item.Value.Title);
}
