using System.Runtime.InteropServices;

namespace AutoRec.DataViews;

/// <summary>Collects the ratings in vectors. A value that is not finite means no rating.</summary>
/// <param name="zeroIsRating">Whether a zero is a rating; otherwise it means none.</param>
internal sealed class RatingVector(bool zeroIsRating = false)
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

    public void Add(in VBuffer<float> vector)
    {
        foreach (var (column, value) in vector.Items(all: zeroIsRating))
        {
            if (!float.IsFinite(value))
            {
                LeftOut++;
            }
            else if (zeroIsRating || value != 0)
            {
                _columns.Add(column);
                _ratings.Add(value);
            }
        }
    }
}
