using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Examples.Compare;

/// <summary>A model of the comparison. <see cref="ModelList"/> lists them all.</summary>
/// <param name="name">The name in --models, the CSV and the JSON.</param>
/// <param name="title">The name in the table.</param>
internal abstract class ComparedModel(string name, string title)
{
    public string Name { get; } = name;

    public string Title { get; } = title;

    public FactorizationKind Factorization { get; init; }

    /// <summary>The order of its lists; null if it has none.</summary>
    public ListOrder? Lists { get; init; } = ListOrder.PredictedRating;

    /// <summary>Whether only its lists are compared: its scores are no ratings, or they are those of another model.</summary>
    public bool OnlyLists { get; init; }

    /// <summary>The reason why it cannot be trained here, with the remedy; null if it can.</summary>
    public string? Obstacle { get; set; }

    /// <summary>Trains on all ratings of the task. All choices are made on these ratings.</summary>
    public abstract TrainedModel Train(TrainingTask task);
}

/// <summary>Whether a model is a matrix factorization, to which the others are compared.</summary>
internal enum FactorizationKind
{
    None,

    /// <summary>A matrix factorization of this example.</summary>
    Own,

    /// <summary>ML.NET's matrix factorization.</summary>
    BuiltIn,
}

/// <summary>The figure by which a model orders the titles of a list.</summary>
internal enum ListOrder
{
    PredictedRating,

    /// <summary>The order of AutoRec's recommender.</summary>
    ChoiceAndRating,

    /// <summary>A score of whether a user chooses an item.</summary>
    Choice,

    /// <summary>The number of training ratings.</summary>
    RatingCount,
}

/// <param name="MLContext">A context for this training alone, with <paramref name="Seed"/>.</param>
/// <param name="Ratings">The training ratings, with UserId, ItemId and Label.</param>
/// <param name="Seed">The random seed.</param>
/// <param name="Progress">Reports the finished part of the training, from 0 to 1.</param>
internal sealed record TrainingTask(
    MLContext MLContext, IDataView Ratings, int Seed, Action<double> Progress, CancellationToken CancellationToken)
{
    /// <summary>Fits the trainer behind the key mapping.</summary>
    /// <param name="trainer">A trainer that reads the key columns of <see cref="Pipeline"/> and appends a Score.</param>
    public TrainedModel Fit(IEstimator<ITransformer> trainer) =>
        new(MLContext, Pipeline.CreateKeys(MLContext).Append(trainer).Fit(Ratings), Ratings.Schema);
}

/// <summary>A fitted pipeline.</summary>
internal sealed record TrainedModel(MLContext MLContext, TransformerChain<ITransformer> Transformer, DataViewSchema Schema)
{
    /// <summary>The setting that was chosen on the validation ratings; null if none was.</summary>
    public string? Choice { get; init; }

    /// <summary>A score for each row of UserId and ItemId; NaN if the model has none.</summary>
    public float[] Score(IDataView ratings) => [.. ScoreOneByOne(ratings)];

    /// <summary>The same scores, computed as they are read.</summary>
    public IEnumerable<float> ScoreOneByOne(IDataView ratings) => Transformer.Transform(ratings).GetColumn<float>("Score");

    /// <summary>Writes all that scoring needs.</summary>
    public void Save(Stream stream)
    {
        if (Transformer.LastTransformer is not PairEstimator.PairTransformer pair)
        {
            MLContext.Model.Save(Transformer, Schema, stream);
            return;
        }

        // ML.NET cannot save a model that is no component of it.
        MLContext.Model.Save(new TransformerChain<ITransformer>([.. Transformer.SkipLast(1)]), Schema, stream);
        foreach (var values in pair.Parameters)
            stream.Write(MemoryMarshal.AsBytes(values.Span));
    }
}
