namespace AutoRec.Scoring;

/// <summary>A model that has a score for each matrix row (item) and matrix column (user), whatever it encodes inside.</summary>
internal interface IPairScorer
{
    /// <summary>The number of items.</summary>
    int MatrixRowCount { get; }

    /// <summary>The number of users.</summary>
    int MatrixColumnCount { get; }

    /// <summary>The predicted rating; an index outside the model is an item or user without ratings.</summary>
    float ScorePair(int matrixRow, int matrixColumn);
}
