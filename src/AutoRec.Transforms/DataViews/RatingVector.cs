using System.Runtime.InteropServices;

namespace AutoRec.DataViews;

/// <summary>The ratings in a vector. Zero means no rating.</summary>
internal sealed class RatingVector
{
    private readonly List<int> _columns = [];
    private readonly List<float> _ratings = [];

    /// <summary>The columns of the ratings, ascending within each vector.</summary>
    public ReadOnlySpan<int> Columns => CollectionsMarshal.AsSpan(_columns);

    /// <summary>The ratings, in the order of <see cref="Columns"/>.</summary>
    public ReadOnlySpan<float> Ratings => CollectionsMarshal.AsSpan(_ratings);

    /// <summary>The number of skipped values that are not finite.</summary>
    public int LeftOut { get; private set; }

    public void Clear()
    {
        _columns.Clear();
        _ratings.Clear();
    }

    /// <summary>Adds every rating of a vector.</summary>
    public void Add(in VBuffer<float> vector)
    {
        foreach (var (column, value) in vector.Items())
        {
            if (value == 0)
                continue;
            if (!float.IsFinite(value))
            {
                LeftOut++;
                continue;
            }

            _columns.Add(column);
            _ratings.Add(value);
        }
    }
}
