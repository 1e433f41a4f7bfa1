namespace AutoRec.Recommending;

/// <summary>
/// Writes the best unrated candidate items of a user to <paramref name="top"/>, the best first and each once. Called from several threads.
/// </summary>
/// <param name="user">The 0-based index of the user.</param>
/// <param name="top">The list to fill, of k items or of all candidates if these are fewer.</param>
/// <returns>The number of items written; less than the length of <paramref name="top"/> if the user has fewer unrated candidates.</returns>
internal delegate int Rank(int user, Span<int> top);
