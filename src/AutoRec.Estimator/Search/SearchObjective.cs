namespace AutoRec.Search;

/// <summary>A metric that a search maximizes, such as the NDCG of recommendations.</summary>
/// <param name="Name">
/// The name in the journal. It should include everything that the values depend on, such as "NDCG@10, relevant from 4".
/// </param>
/// <param name="Measure">Measures a model on a split. Higher values are better; a setting with NaN is never the best.</param>
public sealed record SearchObjective(string Name, Func<MLContext, ITransformer, SearchSplit, double> Measure);
