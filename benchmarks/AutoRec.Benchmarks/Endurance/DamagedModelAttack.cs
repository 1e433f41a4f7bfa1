using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Benchmarks;

/// <summary>Model files with random damage: refused, or with exactly the answers of the undamaged file.</summary>
internal sealed class DamagedModelAttack(string folder) : Attack(folder)
{
    private readonly List<(byte[] Bytes, string Scores, string Lists, float[] Pipeline)> _models = [];

    public override (int Short, int Full) Attempts => (240, 6000);

    public override void Prepare()
    {
        foreach (var kind in SmallTraining.Kinds)
        {
            var path = PathOf($"{kind}.zip");
            new SmallTraining(kind).FitTo(path);
            _models.Add((
                File.ReadAllBytes(path),
                Answers.Of(RatingModelFile.Load(path)),
                Answers.Of(RatingModelFile.LoadRecommender(path)),
                ScoreWithMLNet(path)));
        }
    }

    public override AttackResult Run(int number, Random random)
    {
        var (bytes, scores, lists, pipeline) = _models[number % _models.Count];
        var (path, (damaged, what)) = (PathOf("damaged.zip"), Damage.Apply(bytes, random));
        File.WriteAllBytes(path, damaged);
        return (number / _models.Count % 3) switch
        {
            0 => RatingModelAttempt.Run(path, what, () => Answers.Of(RatingModelFile.Load(path)) == scores),
            1 => RatingModelAttempt.Run(path, what, () => Answers.Of(RatingModelFile.LoadRecommender(path)) == lists),
            _ => RunMLNet(path, what, pipeline),
        };
    }

    /// <summary>ML.NET reads the other parts of the file, without a checksum, and throws errors of many kinds.</summary>
    private static AttackResult RunMLNet(string path, string what, float[] expected)
    {
        float[] scores;
        try
        {
            scores = ScoreWithMLNet(path);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or NullReferenceException))
        {
            return new(Outcome.Refused, $"{what}: {e.Message}");
        }

        return scores.AsSpan().SequenceEqual(expected)
            ? new(Outcome.Same, what)
            : new(Outcome.Wrong, $"{what}: mlContext.Model.Load returned a model with other scores");
    }

    private static float[] ScoreWithMLNet(string path)
    {
        var mlContext = new MLContext();
        var rows = new SmallTraining(SmallTraining.Kinds[0]).LoadRatings(mlContext);
        return [.. mlContext.Model.Load(path, out _).Transform(rows).GetColumn<float>("Score")];
    }
}
