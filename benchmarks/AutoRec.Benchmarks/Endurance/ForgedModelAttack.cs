using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AutoRec.Benchmarks;

/// <summary>
/// Model files with values that no training wrote, and the checksum of these: refused, or a model that answers, in bounded time and memory.
/// </summary>
internal sealed class ForgedModelAttack(string folder) : Attack(folder)
{
    private const int MostValues = 3;
    private const int Head = 300;

    private const int FormatLength = sizeof(int);

    private static readonly int[] Values =
    [
        0, 1, -1, int.MinValue, int.MaxValue, 0x00010000, 0x7F,
        BitConverter.SingleToInt32Bits(float.NaN), BitConverter.SingleToInt32Bits(float.PositiveInfinity),
        BitConverter.SingleToInt32Bits(float.MaxValue), BitConverter.SingleToInt32Bits(-1),
    ];

    private readonly List<ModelPayloadInZip> _models = [];

    public override (int Short, int Full) Attempts => (100, 3000);

    public override void Prepare()
    {
        foreach (var kind in SmallTraining.Kinds)
        {
            var path = PathOf($"{kind}.zip");
            new SmallTraining(kind).FitTo(path);
            _models.Add(ModelPayloadInZip.Find(File.ReadAllBytes(path)));
        }
    }

    public override AttackResult Run(int number, Random random)
    {
        var model = _models[number % _models.Count];
        var (forged, what) = (model.Payload.ToArray(), new List<string>());
        var content = forged.AsSpan(0, forged.Length - SHA256.HashSizeInBytes);
        for (var n = random.Next(1, MostValues + 1); n > 0; n--)
        {
            // Half of them in the first part, which has the counts.
            var end = random.Next(2) == 0 ? Head : content.Length - sizeof(int);
            var (at, value) = (random.Next(FormatLength, end), Values[random.Next(Values.Length)]);
            BinaryPrimitives.WriteInt32LittleEndian(content[at..], value);
            what.Add($"{value:x8} at {at}");
        }

        SHA256.HashData(content, forged.AsSpan(content.Length));
        var path = PathOf("forged.zip");
        File.WriteAllBytes(path, model.With(forged));
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
}
