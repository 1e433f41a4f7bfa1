using AutoRec.DataViews;
using AutoRec.Examples;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace AutoRec.Benchmarks;

/// <summary>Reads all rows of a view and returns a sum over their values.</summary>
internal static class ViewReading
{
    /// <summary>Reads users, items and labels with one cursor.</summary>
    public static double SumRatings<TId>(IDataView view, string user, string item, Func<TId, double> toNumber)
    {
        var (users, items, labels) = (view.Schema[user], view.Schema[item], view.Schema[nameof(MovieLensRating.Label)]);
        using var cursor = view.GetRowCursor([users, items, labels]);
        var (userGetter, itemGetter) = (cursor.GetGetter<TId>(users), cursor.GetGetter<TId>(items));
        var labelGetter = cursor.GetGetter<float>(labels);
        var (userId, itemId) = (default(TId)!, default(TId)!);
        var label = 0f;
        var sum = 0.0;
        while (cursor.MoveNext())
        {
            userGetter(ref userId);
            itemGetter(ref itemId);
            labelGetter(ref label);
            sum += toNumber(userId) + (2 * toNumber(itemId)) + label;
        }

        return sum;
    }

    /// <summary>Reads the rating matrix as the trainer does.</summary>
    public static double SumMatrix(MLContext mlContext, IDataView keyed)
    {
        using var channel = ((IHostEnvironment)mlContext).Register(nameof(ViewReading)).Start(nameof(SumMatrix));
        var reader = new RatingReader(keyed.Schema, Pipeline.Item, Pipeline.User, nameof(MovieLensRating.Label));
        var matrix = reader.Read(keyed, channel).Ratings;
        var sum = 0.0;
        for (var row = 0; row < matrix.RowCount; row++)
        {
            foreach (var value in matrix.ValuesOf(row))
                sum += value * (row + 1);
        }

        return sum;
    }

    public static double SumScores(DataViewRowCursor cursor)
    {
        using (cursor)
        {
            var getter = cursor.GetGetter<float>(cursor.Schema["Score"]);
            var score = 0f;
            var sum = 0.0;
            while (cursor.MoveNext())
            {
                getter(ref score);
                sum += score;
            }

            return sum;
        }
    }
}
