using AutoRec.Recommending;

namespace AutoRec.Scoring;

/// <summary>A fitted AutoRec of any kind: its key columns, what recommending needs, and its origin.</summary>
internal interface IRecommendingTransformer
{
    string MatrixColumnIndexColumnName { get; }
    string MatrixRowIndexColumnName { get; }

    /// <summary>The keys with training ratings.</summary>
    MatrixKeys Keys { get; }

    /// <summary>Null if the model was saved by an earlier version that only predicts ratings.</summary>
    RecommendationModel? Recommendation { get; }

    /// <summary>The origin of the model. Null if an earlier version saved it.</summary>
    ModelCard? Card { get; }
}
