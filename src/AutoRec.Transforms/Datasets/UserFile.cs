using System.Globalization;
using System.Text;
using AutoRec.RatingFiles;

namespace AutoRec.Datasets;

/// <summary>A user of a release. The occupation is a name; in 1M it is a number, because the names are in another file.</summary>
internal sealed record MovieLensUser(int Id, float Age, string Gender, string Occupation);

/// <summary>A release's file of users: <c>u.user</c> or <c>users.dat</c>. Later releases have none.</summary>
internal static class UserFile
{
    private const string Expected = "'1|age|gender|occupation|…' (u.user) or '1::gender::age::occupation::…' (users.dat)";

    private static readonly string[] Names = ["u.user", "users.dat"];

    /// <summary>The file of users in the folder of a release; null if there is none.</summary>
    public static string? Find(string folder) =>
        Names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Reads the users by id.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="FormatException">A line is malformed, or a user is repeated.</exception>
    public static IReadOnlyDictionary<int, MovieLensUser> Read(string file)
    {
        var users = new Dictionary<int, MovieLensUser>();
        foreach (var (line, index) in File.ReadLines(file, Encoding.Latin1).Select((line, index) => (line, index)))
        {
            var user = ReadUser(line) ?? throw new FormatException(
                $"'{file}', line {index + 1}: found {Excerpt.Of(line)}, expected a user: {Expected}.");
            if (!users.TryAdd(user.Id, user))
                throw new FormatException($"'{file}', line {index + 1}: user {user.Id} is repeated; expected one line for each user.");
        }

        return users.Count > 0 ? users : throw new FormatException($"'{file}' contains no users; expected lines {Expected}.");
    }

    /// <summary>The user of a line; null if the line is malformed.</summary>
    private static MovieLensUser? ReadUser(string line)
    {
        var isMillion = line.Contains("::", StringComparison.Ordinal);
        var fields = line.Split(isMillion ? "::" : "|");
        if (fields.Length < 4)
            return null;
        var (gender, age) = isMillion ? (fields[1], fields[2]) : (fields[2], fields[1]);
        return int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && float.TryParse(age, NumberStyles.None, CultureInfo.InvariantCulture, out var years)
            && gender is "M" or "F"
            ? new(id, years, gender, fields[3])
            : null;
    }
}
