using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Benchmarks;

/// <summary>
/// Model files with random damage, and correct zip files with a damaged AutoRec: refused, or with the answers of the undamaged file.
/// </summary>
internal sealed class DamagedModelAttack(string folder) : Attack(folder)
{
    private readonly List<(ModelPayloadInZip File, string Scores, string Lists, float[] Pipeline)> _models = [];

    public override (int Short, int Full) Attempts => (240, 4000);

    public override void Prepare()
    {
        foreach (var kind in SmallTraining.Kinds)
        {
            var path = PathOf($"{kind}.zip");
            new SmallTraining(kind).FitTo(path);
            _models.Add((
                ModelPayloadInZip.Find(File.ReadAllBytes(path)),
                Answers.Of(RatingModelFile.Load(path)),
                Answers.Of(RatingModelFile.LoadRecommender(path)),
                ScoreWithMLNet(path)));
        }
    }

    public override AttackResult Run(int number, Random random)
    {
        var (file, scores, lists, pipeline) = _models[number % _models.Count];
        var (path, way) = (PathOf("damaged.zip"), number / _models.Count % 5);
        var isInside = way is 0 or 1;
        var (damaged, what) = Damage.Apply(isInside ? file.Payload.ToArray() : file.Zip, random);
        File.WriteAllBytes(path, isInside ? file.With(damaged) : damaged);
        return way switch
        {
            0 or 2 => RatingModelAttempt.Run(path, what, () => Answers.Of(RatingModelFile.Load(path)) == scores),
            1 or 3 => RatingModelAttempt.Run(path, what, () => Answers.Of(RatingModelFile.LoadRecommender(path)) == lists),
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
