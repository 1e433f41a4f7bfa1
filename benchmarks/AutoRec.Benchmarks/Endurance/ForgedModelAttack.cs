using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace AutoRec.Benchmarks;

/// <summary>
/// Model files with values that no training wrote, and the checksum of these: refused, or a model that answers, in bounded time and memory.
/// </summary>
internal sealed class ForgedModelAttack(string folder) : Attack(folder)
{
    private const int MostValues = 3;

    // ML.NET's header of an entry has the position of the content at 0x10, and its length at 0x18.
    private const int PositionOfContent = 0x10;
    private const int LengthOfContent = 0x18;
    private const int FormatLength = sizeof(int);

    private static readonly int[] Values =
    [
        0, 1, -1, int.MinValue, int.MaxValue, 0x00010000, 0x7F,
        BitConverter.SingleToInt32Bits(float.NaN), BitConverter.SingleToInt32Bits(float.PositiveInfinity),
        BitConverter.SingleToInt32Bits(float.MaxValue), BitConverter.SingleToInt32Bits(-1),
    ];

    private readonly List<(byte[] Zip, string Entry, byte[] Content, int Start, int Length)> _models = [];

    public override (int Short, int Full) Attempts => (300, 10_000);

    public override void Prepare()
    {
        foreach (var kind in SmallTraining.Kinds)
        {
            var path = PathOf($"{kind}.zip");
            new SmallTraining(kind).FitTo(path);
            _models.Add(FindPayload(File.ReadAllBytes(path)));
        }
    }

    public override AttackResult Run(int number, Random random)
    {
        var (zip, entry, content, start, length) = _models[number % _models.Count];
        var (forged, what) = ((byte[])content.Clone(), new List<string>());
        for (var n = random.Next(1, MostValues + 1); n > 0; n--)
        {
            // Half of them in the first part, which has the counts.
            var end = length - SHA256.HashSizeInBytes - sizeof(int);
            var (at, value) = (random.Next(FormatLength, random.Next(2) == 0 ? 300 : end), Values[random.Next(Values.Length)]);
            BinaryPrimitives.WriteInt32LittleEndian(forged.AsSpan(start + at), value);
            what.Add($"{value:x8} at {at}");
        }

        SHA256.HashData(forged.AsSpan(start, length - SHA256.HashSizeInBytes), forged.AsSpan(start + length - SHA256.HashSizeInBytes));
        var path = PathOf("forged.zip");
        File.WriteAllBytes(path, Replace(zip, entry, forged));
        return RatingModelAttempt.Run(path, string.Join(", ", what), () => Answer(path));
    }

    /// <summary>Whether a forged model can be used: it has the answers that its author wants, but they are no accidents.</summary>
    private static bool Answer(string path)
    {
        var model = RatingModelFile.Load(path);
        Answers.Of(model);
        try
        {
            Answers.Of(RatingModelFile.LoadRecommender(path));
        }
        catch (InvalidOperationException e) when (e.Message.Contains("only predicts ratings", StringComparison.Ordinal))
        {
            // The forged file says that it has no recommender.
        }

        return !float.IsInfinity(model.Score(0, 0));
    }

    private static (byte[] Zip, string Entry, byte[] Content, int Start, int Length) FindPayload(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        foreach (var entry in archive.Entries)
        {
            var content = ReadAll(entry);
            if (content.Length < LengthOfContent + sizeof(long))
                continue;
            var start = (int)BinaryPrimitives.ReadInt64LittleEndian(content.AsSpan(PositionOfContent));
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(content.AsSpan(LengthOfContent));
            if (start < 0 || length < SHA256.HashSizeInBytes || start > content.Length - length)
                continue;
            var payload = content.AsSpan(start, length);
            if (SHA256.HashData(payload[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(payload[^SHA256.HashSizeInBytes..]))
                return (zip, entry.FullName, content, start, length);
        }

        throw new InvalidOperationException("The model file has no entry with a checksum; expected that of an AutoRec.");
    }

    private static byte[] Replace(byte[] zip, string name, byte[] content)
    {
        var stream = new MemoryStream();
        stream.Write(zip);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            archive.GetEntry(name)!.Delete();
            using var entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
            entry.Write(content);
        }

        return stream.ToArray();
    }

    private static byte[] ReadAll(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
