using AutoRec.Model;
using AutoRec.Recommending;

namespace AutoRec.Benchmarks;

/// <summary>
/// EASE (Steck 2019), to compare with: B = I − P diag(P)⁻¹ with P = (XᵀX + λI)⁻¹, for the binary matrix X of liked items. It takes items²
/// memory and items³ time.
/// </summary>
internal sealed class Ease
{
    private readonly double[][] _inverse; // P.
    private readonly float _threshold;

    public Ease(RatingMatrix users, float threshold, double lambda)
    {
        _threshold = threshold;
        var items = users.ColumnCount;
        var gram = new double[items * (items + 1) / 2];
        for (var user = 0; user < users.RowCount; user++)
        {
            var liked = Liked(users, user);
            for (var n = 0; n < liked.Length; n++)
            {
                foreach (var other in liked.AsSpan(..(n + 1)))
                    gram[(liked[n] * (liked[n] + 1) / 2) + other]++;
            }
        }

        for (var item = 0; item < items; item++)
            gram[(item * (item + 1) / 2) + item] += lambda;
        var factor = Cholesky.Factor(gram, items);
        _inverse = new double[items][];
        Parallel.For(0, items, item =>
        {
            var column = new double[items];
            column[item] = 1;
            factor.Solve(column);
            _inverse[item] = column;
        });
    }

    public int Rank(RatingMatrix users, int user, Span<int> top)
    {
        var best = new TopItems(top, new float[top.Length]);
        var (rated, liked) = (users.ColumnsOf(user).ToArray(), Liked(users, user));
        for (var item = 0; item < users.ColumnCount; item++)
        {
            if (Array.BinarySearch(rated, item) < 0)
                best.Add(item, (float)(-liked.Sum(other => _inverse[other][item]) / _inverse[item][item]));
        }

        best.Sort();
        return best.Count;
    }

    private int[] Liked(RatingMatrix users, int user)
    {
        var ratings = users.ValuesOf(user).ToArray();
        return [.. users.ColumnsOf(user).ToArray().Where((_, n) => ratings[n] >= _threshold)];
    }
}
