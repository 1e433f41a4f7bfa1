using AutoRec.Examples;
using Microsoft.ML;

namespace AutoRec.Benchmarks;

/// <summary>
/// Threads that score, recommend, explain and fold in with one model, while others load it and dispose of it: all answers are those of one
/// thread, bit for bit.
/// </summary>
internal sealed class ThreadsAttack(string folder) : Attack(folder)
{
    private const int Threads = 64;
    private const int Loaders = 4;
    private const int CallsOfThread = 12;

    private readonly List<Loaded> _models = [];

    public override (int Short, int Full) Attempts => (4, 40);

    public override void Prepare()
    {
        foreach (var kind in SmallTraining.Kinds)
        {
            var path = PathOf($"{kind}.zip");
            new SmallTraining(kind).FitTo(path);
            var recommender = RatingModelFile.LoadRecommender(path);
            string[] answers = [.. Enumerable.Range(0, recommender.Users.Count).Select(user => Answers.Of(recommender, user))];
            _models.Add(new(kind, path, answers, PredictWithMLNet(path)));
        }
    }

    public override AttackResult Run(int number, Random random)
    {
        var model = _models[number % _models.Count];
        var recommender = RatingModelFile.LoadRecommender(model.Path);
        var (running, wrong, errors) = (Threads, 0, new List<Exception>());
        var threads = Enumerable.Range(0, Threads + Loaders).Select(thread => new Thread(() =>
        {
            try
            {
                if (thread < Threads)
                    AskAll(thread);
                else
                    LoadAll();
            }
            catch (Exception e)
            {
                lock (errors)
                    errors.Add(e);
            }
            finally
            {
                if (thread < Threads)
                    Interlocked.Decrement(ref running);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return errors.Count > 0 ? new(Outcome.Crash, $"{model.Kind}: {errors[0]}")
            : wrong > 0 ? new(Outcome.Wrong, $"{model.Kind}: {wrong} answers differ from those of one thread")
            : new(Outcome.Same, model.Kind);

        void AskAll(int thread)
        {
            for (var call = 0; call < CallsOfThread; call++)
            {
                var user = (thread + (call * 7)) % model.Answers.Length;
                Count(Answers.Of(recommender, user) == model.Answers[user]);
            }
        }

        void LoadAll()
        {
            while (Volatile.Read(ref running) > 0)
            {
                Count(Answers.Of(RatingModelFile.LoadRecommender(model.Path), 0) == model.Answers[0]);
                Count(PredictWithMLNet(model.Path) == model.Prediction);
            }
        }

        void Count(bool isRight)
        {
            if (!isRight)
                Interlocked.Increment(ref wrong);
        }
    }

    private static float PredictWithMLNet(string path)
    {
        var mlContext = new MLContext();
        using var engine = mlContext.Model.CreatePredictionEngine<MovieLensRating, RatingPrediction>(mlContext.Model.Load(path, out _));
        return engine.Predict(new MovieLensRating { UserId = 3, ItemId = 5 }).Score;
    }

    private sealed record Loaded(string Kind, string Path, string[] Answers, float Prediction);
}
