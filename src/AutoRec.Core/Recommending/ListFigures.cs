namespace AutoRec.Recommending;

/// <summary>The figures of one user's list, or their sums over users. <see cref="RecommendationMetrics"/> gives the formulas.</summary>
/// <param name="Precision">Σ hit/k.</param>
/// <param name="Recall">Σ hit/n.</param>
/// <param name="Gain">The NDCG.</param>
/// <param name="AveragePrecision">The mean of the precisions at the hits.</param>
/// <param name="ReciprocalRank">The reciprocal rank of the first hit.</param>
/// <param name="Hit">1 if there is a hit.</param>
/// <param name="Information">The sum of the items' self-information, in bits.</param>
/// <param name="Length">The number of items in the list.</param>
internal readonly record struct ListFigures(
    double Precision,
    double Recall,
    double Gain,
    double AveragePrecision,
    double ReciprocalRank,
    double Hit,
    double Information,
    long Length)
{
    public static ListFigures operator +(ListFigures x, ListFigures y) => new(
        x.Precision + y.Precision,
        x.Recall + y.Recall,
        x.Gain + y.Gain,
        x.AveragePrecision + y.AveragePrecision,
        x.ReciprocalRank + y.ReciprocalRank,
        x.Hit + y.Hit,
        x.Information + y.Information,
        x.Length + y.Length);

    /// <summary>Measures a list.</summary>
    /// <param name="list">The recommended items, the best first; at most k.</param>
    /// <param name="relevant">The relevant items, ascending, at least one.</param>
    /// <param name="at">k.</param>
    /// <param name="information">The self-information of every item, in bits.</param>
    public static ListFigures Of(ReadOnlySpan<int> list, ReadOnlySpan<int> relevant, int at, ReadOnlySpan<double> information)
    {
        var (hits, first) = (0, 0);
        var (gain, precisions, bits) = (0.0, 0.0, 0.0);
        for (var rank = 1; rank <= list.Length; rank++)
        {
            var item = list[rank - 1];
            bits += information[item];
            if (relevant.BinarySearch(item) < 0)
                continue;
            hits++;
            gain += Discount(rank);
            precisions += (double)hits / rank;
            if (hits == 1)
                first = rank;
        }

        var possible = Math.Min(at, relevant.Length);
        var idealGain = 0.0;
        for (var rank = 1; rank <= possible; rank++)
            idealGain += Discount(rank);
        return new(
            (double)hits / at,
            (double)hits / relevant.Length,
            gain / idealGain,
            precisions / possible,
            hits > 0 ? 1.0 / first : 0,
            hits > 0 ? 1 : 0,
            bits,
            list.Length);
    }

    private static double Discount(int rank) => 1 / Math.Log2(rank + 1.0);
}
