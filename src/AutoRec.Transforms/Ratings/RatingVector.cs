using Microsoft.ML.Data;

namespace AutoRec.Ratings;

/// <summary>Reads the ratings out of a vector, in which a zero stands for no rating.</summary>
internal static class RatingVector
{
    /// <summary>Appends the column and value of every rating, columns ascending; a value that is not finite is left out.</summary>
    /// <returns>The number of values left out.</returns>
    public static int Read(in VBuffer<float> vector, List<int> columns, List<float> ratings)
    {
        var leftOut = 0;
        foreach (var (column, value) in vector.Items())
        {
            if (value == 0)
                continue;
            if (!float.IsFinite(value))
            {
                leftOut++;
                continue;
            }

            columns.Add(column);
            ratings.Add(value);
        }

        return leftOut;
    }
}
