using System.IO.Compression;
using System.Text;

namespace AutoRec.Benchmarks;

/// <summary>Files that are made to exhaust a reader.</summary>
internal static class HostileRatings
{
    private const int Million = 1 << 20;

    private static readonly (string Name, Func<byte[]> Create)[] All =
    [
        ("empty.csv", () => []),
        ("header-only.csv", () => Ascii("user,item,rating\n")),
        ("zeros.csv", () => new byte[Million]),
        ("one-line.csv", () => Ascii($"1,2,3\n{new string('x', 40 * Million)}")),
        ("separators.csv", () => Ascii($"1,2,3\n1,2,3{new string(',', 5 * Million)}\n")),
        ("huge-rating.csv", () => Ascii("1,2,3\n1,3,1e999\n")),
        ("not-a-number.csv", () => Ascii("1,2,3\n1,3,NaN\n")),
        ("huge-ids.csv", () => Ascii($"1,2,3\n{new string('9', 400)},3,4\n")),
        ("blank-lines.csv.gz", () => Gzip((byte)'\n', 200)),
        ("one-line.csv.gz", () => Gzip((byte)'7', 200)),
        ("zeros.csv.gz", () => Gzip(0, 200)),
    ];

    public static (string Name, byte[] Content) Create(int number)
    {
        var (name, create) = All[number % All.Length];
        return (name, create());
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Gzip(byte value, int millions)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            var part = new byte[Million];
            part.AsSpan().Fill(value);
            for (var n = 0; n < millions; n++)
                gzip.Write(part);
        }

        return packed.ToArray();
    }
}
