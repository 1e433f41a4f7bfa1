using AutoRec.Search;
using Microsoft.ML;

namespace AutoRec.Examples;

/// <summary>Splits ratings at random into a train set and a test set.</summary>
internal static class RandomSplit
{
    /// <summary>
    /// ML.NET draws each rating on its own. Of few ratings it may draw none or all; then the sizes are exact, so that neither set is empty.
    /// </summary>
    public static (IDataView Train, IDataView Test) Of(MLContext mlContext, IDataView ratings, double testFraction, int seed)
    {
        var split = mlContext.Data.TrainTestSplit(ratings, testFraction, seed: seed);
        var (train, test) = (CountRows(split.TrainSet), CountRows(split.TestSet));
        if (train + test < 2 || (train > 0 && test > 0))
            return (split.TrainSet, split.TestSet);
        var exact = SearchSplit.HoldOut(ratings, testFraction, seed)[0];
        return (exact.TrainSet, exact.TestSet);
    }

    private static long CountRows(IDataView view)
    {
        using var cursor = view.GetRowCursor([]);
        long rows = 0;
        while (cursor.MoveNext())
            rows++;
        return rows;
    }
}
