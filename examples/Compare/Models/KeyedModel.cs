using System.Runtime.InteropServices;
using Microsoft.ML;

namespace AutoRec.Examples.Compare;

/// <summary>A model that is no component of ML.NET's: it learns from, and scores, the indices of ML.NET's keys.</summary>
internal abstract class KeyedModel(string name, string title) : ComparedModel(name, title)
{
    public override TrainedModel Train(TrainingTask task)
    {
        var keys = Pipeline.CreateKeys(task.MLContext).Fit(task.Ratings);
        return new TrainedKeyedModel(task, keys, Fit(KeyedRatings.Read(keys.Transform(task.Ratings)), task));
    }

    protected abstract PairScorer Fit(KeyedRatings train, TrainingTask task);

    private sealed class TrainedKeyedModel(TrainingTask task, ITransformer keys, PairScorer scorer) : TrainedModel
    {
        public override float[] Score(IDataView ratings)
        {
            var test = KeyedRatings.Read(keys.Transform(ratings));
            return [.. test.Users.Zip(test.Items, scorer.Score)];
        }

        public override void Save(Stream stream)
        {
            task.MLContext.Model.Save(keys, task.Ratings.Schema, stream);
            foreach (var parameters in scorer.Parameters)
                stream.Write(MemoryMarshal.AsBytes(parameters.Span));
        }
    }
}

/// <param name="Score">Of a user and an item, by their indices (−1: unknown); NaN where there is none.</param>
/// <param name="Parameters">All that this takes.</param>
internal sealed record PairScorer(Func<int, int, float> Score, IReadOnlyList<ReadOnlyMemory<float>> Parameters);
