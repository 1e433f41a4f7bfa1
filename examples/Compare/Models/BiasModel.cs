namespace AutoRec.Examples.Compare;

/// <summary>The mean of all ratings, with or without a bias for each user and each item.</summary>
internal sealed class BiasModel(string name, string title, BaselineKind kind) : KeyedModel(name, title)
{
    protected override PairScorer Fit(KeyedRatings train, TrainingTask task)
    {
        var predictor = BiasPredictor.Fit(kind, train);
        return new PairScorer(predictor.Score, predictor.Parameters);
    }
}
