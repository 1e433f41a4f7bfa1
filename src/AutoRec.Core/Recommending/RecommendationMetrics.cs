namespace AutoRec;

/// <summary>
/// The quality of lists of k recommended items, measured with held-out ratings. Every figure is a mean over <see cref="Users"/>, unless it
/// says otherwise.
/// </summary>
/// <remarks>
/// A user's relevant items are the held-out items with a rating of at least the relevance threshold, if they are candidates and the user
/// did not rate them in training. L is the list of at most k items, hit<sub>j</sub> is 1 if the item at rank j (from 1) is relevant and
/// otherwise 0, and n is the number of relevant items. A list that ends before rank k has no hits from there on. docs/algorithm.md gives
/// the sources.
/// </remarks>
public sealed class RecommendationMetrics
{
    internal RecommendationMetrics()
    {
    }

    /// <summary>k, the length of the lists.</summary>
    public int At { get; internal init; }

    /// <summary>The number of evaluated users: those with at least one relevant item.</summary>
    public int Users { get; internal init; }

    /// <summary>The number of users with held-out ratings but without a relevant item. No other figure includes them.</summary>
    public int UsersWithoutRelevantItems { get; internal init; }

    /// <summary>Σ hit<sub>j</sub> / k: the fraction of the k places that hold a relevant item.</summary>
    public double Precision { get; internal init; }

    /// <summary>Σ hit<sub>j</sub> / n: the fraction of the relevant items that are in the list.</summary>
    public double Recall { get; internal init; }

    /// <summary>
    /// NDCG: Σ hit<sub>j</sub>/log₂(j + 1), divided by its largest possible value, the sum of 1/log₂(j + 1) over j from 1 to min(k, n).
    /// </summary>
    public double NormalizedDiscountedCumulativeGain { get; internal init; }

    /// <summary>
    /// MAP: Σ hit<sub>j</sub> P<sub>j</sub> / min(k, n), with P<sub>j</sub> the fraction of the first j places that hold a relevant item.
    /// </summary>
    public double MeanAveragePrecision { get; internal init; }

    /// <summary>MRR: 1/j for the first relevant item in the list; 0 for a list without one.</summary>
    public double MeanReciprocalRank { get; internal init; }

    /// <summary>The fraction of the users whose list has at least one relevant item.</summary>
    public double HitRate { get; internal init; }

    /// <summary>The number of different items in all lists, as a fraction of the candidate items.</summary>
    public double CatalogCoverage { get; internal init; }

    /// <summary>
    /// The mean self-information of all recommended items, in bits: −log₂(c<sub>i</sub>/U), with c<sub>i</sub> the item's number of
    /// training ratings and U the number of users with training ratings. An item without training ratings counts as if it had one. NaN if
    /// all lists are empty.
    /// </summary>
    public double Novelty { get; internal init; }

    /// <summary>
    /// The same figures for the candidates with the most training ratings, for the same users: no user gets an item that he has rated, and
    /// of items with equally many ratings the first by index comes first. Null in these figures themselves.
    /// </summary>
    public RecommendationMetrics? MostRated { get; internal init; }
}
