using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Benchmarks;

/// <summary>
/// Rating files with random damage: an error that names the file, or the ratings that a second, simple reading finds. A damaged gzip file
/// is refused or has all ratings.
/// </summary>
internal sealed class RatingFileAttack(string folder) : Attack(folder)
{
    private const int HostileEvery = 20;

    private readonly MLContext _mlContext = new();

    public override (int Short, int Full) Attempts => (240, 6000);

    public override void Prepare()
    {
    }

    public override AttackResult Run(int number, Random random)
    {
        if (number % HostileEvery == HostileEvery - 1)
        {
            var (name, content) = HostileRatings.Create(number / HostileEvery);
            return Load(name, content, name, _ => true);
        }

        var file = RatingText.All[number % RatingText.All.Count];
        var text = Encoding.ASCII.GetBytes(file.Text);
        var compresses = number / RatingText.All.Count % 3 == 0;
        var (damaged, what) = Damage.Apply(compresses ? Gzip(text) : text, random);
        return compresses
            ? Load("ratings.csv.gz", damaged, what, file.IsWhole)
            : Load("ratings.csv", damaged, what, ratings => file.Agrees(Encoding.Latin1.GetString(damaged), ratings));
    }

    private AttackResult Load(string name, byte[] bytes, string what, Func<List<SimpleRating>, bool> isRight)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        List<SimpleRating> ratings;
        try
        {
            ratings = Read(_mlContext.Data.LoadRatings(PathOf(name)));
        }
        catch (FormatException e)
        {
            return e.Message.Contains(name, StringComparison.Ordinal)
                ? new(Outcome.Refused, e.Message)
                : new(Outcome.Wrong, $"{what}: the error does not name the file: {e.Message}");
        }

        return isRight(ratings) ? new(Outcome.Same, what) : new(Outcome.Wrong, $"{what}: other ratings than a simple reading finds");
    }

    private static List<SimpleRating> Read(IDataView view)
    {
        var (users, items) = (Ids("UserId"), Ids("ItemId"));
        return [.. view.GetColumn<float>("Label").Select((rating, n) => new SimpleRating(users[n], items[n], rating))];

        string[] Ids(string column) => view.Schema[column].Type is TextDataViewType
            ? [.. view.GetColumn<string>(column)]
            : [.. view.GetColumn<int>(column).Select(id => id.ToString(CultureInfo.InvariantCulture))];
    }

    private static byte[] Gzip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(content);
        return packed.ToArray();
    }
}
