namespace AutoRec.Examples.Compare;

/// <summary>The mean of all ratings, with or without a bias for each user and each item.</summary>
internal sealed class BiasModel(string name, string title, bool withBiases) : KeyedModel(name, title)
{
    protected override PairScorer Fit(KeyedRatings train, TrainingTask task)
    {
        var predictor = new BiasPredictor(train, withBiases);
        return new PairScorer(predictor.Score, predictor.Parameters);
    }
}
