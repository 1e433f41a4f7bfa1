using AutoRec.FoldIn;
using AutoRec.Model;
using AutoRec.Recommending;

namespace AutoRec.Training;

/// <summary>
/// Fits a <see cref="RatingNoise"/> on held-out ratings of a random sample, predicted as if the users were new and had given some ratings.
/// </summary>
/// <remarks>
/// <para>The trained weights know the held-out ratings. So the prediction uses neither the decoder's column of the rating nor its input:
/// the column is folded in from other ratings, and the encoded rows are encoded anew without the rating. In an item-based model the column
/// is the user; in a user-based model it is the item, and the user is encoded from the given ratings only. A blend of both holds out
/// ratings as an item-based model: its user-based members still decode with a column that knows them, so their errors are a little too
/// small.</para>
/// <para>The four numbers are a non-negative least squares fit of the squared errors. They are then scaled, so that the 80 % interval
/// covers 80 % of the held-out ratings.</para>
/// </remarks>
internal sealed class NoiseFit
{
    private const int SampledColumns = 300;
    private const int MostRatings = 250; // Of a column.
    private const int MostRows = 20; // Held-out ratings of an item.
    private const double Coverage = 0.8;

    private static readonly int[] Given = [1, 3, 5, 10, 20, int.MaxValue];

    private readonly IRatingModel _model;
    private readonly RatingMatrix _users;
    private readonly RatingMatrix _items;
    private readonly int _seed;
    private readonly ParallelOptions _parallel;
    private readonly Action _throwIfCanceled;

    // Of the item-based members, which encode items without a user again and again.
    private readonly Dictionary<AutoRecModelParameters, RowsWithout> _rowsWithout;

    /// <param name="model">The trained model.</param>
    /// <param name="users">The training ratings, users × items.</param>
    /// <param name="items">The same, items × users.</param>
    /// <param name="seed">The random seed of the sample.</param>
    /// <param name="parallel">The number of threads.</param>
    /// <param name="throwIfCanceled">Throws if the training is canceled.</param>
    public NoiseFit(
        IRatingModel model, RatingMatrix users, RatingMatrix items, int seed, ParallelOptions parallel, Action throwIfCanceled)
    {
        (_model, _users, _items, _seed, _parallel, _throwIfCanceled) = (model, users, items, seed, parallel, throwIfCanceled);
        _rowsWithout = Members(model).Where(one => one.Variant == AutoRecVariant.ItemBased)
            .ToDictionary(one => one, one => new RowsWithout(one, items, parallel, throwIfCanceled));
    }

    private readonly record struct HeldOut(double Error, double Variance, int UserCount, int ItemCount)
    {
        public double[] Terms => [1, Variance, 1.0 / (UserCount + 1), 1.0 / (ItemCount + 1)];
    }

    public RatingNoise Fit()
    {
        var byItem = Members(_model).All(one => one.Variant == AutoRecVariant.UserBased);
        int[] sample = [.. (byItem ? _items : _users).RatedRows().Where(column => (byItem ? _items : _users).CountOf(column) > 1)];
        Random(0, 0).Shuffle(sample);
        sample = sample[..Math.Min(SampledColumns, sample.Length)];
        var ofColumn = new List<HeldOut>[sample.Length];
        CancelableLoop.For(sample.Length, _parallel, _throwIfCanceled, n => ofColumn[n] =
            byItem ? PredictItem(sample[n]) : PredictUser(sample[n]));
        return Fit([.. ofColumn.SelectMany(list => list).Where(one => double.IsFinite(one.Error))]);
    }

    private RatingNoise Fit(List<HeldOut> heldOut)
    {
        var star = _model.LabelRange.Unit;
        if (heldOut.Count == 0)
            return new(star * star, 0, 0, 0);

        var terms = heldOut.ConvertAll(one => one.Terms);
        double[][] columns = [.. Enumerable.Range(0, 4).Select(t => terms.Select(of => of[t]).ToArray())];
        var fit = NonNegativeLeastSquares.Solve(columns, [.. heldOut.Select(one => one.Error * one.Error)]);
        var noise = Scaled(1);
        double Ratio(HeldOut one) => Math.Abs(one.Error) / noise.Deviation(one.Variance, one.UserCount, one.ItemCount);
        double[] ratios = [.. heldOut.Select(Ratio).Order()];
        return Scaled(ratios[(int)(Coverage * (ratios.Length - 1))] / NormalQuantile.OfInterval(Coverage));

        RatingNoise Scaled(double factor)
        {
            var square = (float)(factor * factor);
            var least = 1e-4f * star * star;
            return new(Math.Max(square * (float)fit[0], least), square * (float)fit[1], square * (float)fit[2], square * (float)fit[3]);
        }
    }

    /// <summary>Predicts a fifth of a user's ratings from several numbers of the others.</summary>
    private List<HeldOut> PredictUser(int user)
    {
        // An item that nobody else rated is cold without the user. A _model that was fitted to a part of the ratings may not have seen it.
        var (order, rated, ratings) = Draw(_users, user, item => _items.CountOf(item) > 1 && _model.HasItem(item));
        if (order.Length < 2)
            return [];
        var rows = new Dictionary<(AutoRecModelParameters, int), RowsWithout.Row>();
        var heldOut = new List<HeldOut>();
        var rest = order.Length - Math.Max(1, order.Length / 5);
        foreach (var given in Given.Select(most => Math.Min(most, rest)).Distinct())
        {
            var known = Subset(rated, ratings, order[..given]);
            var newcomer = Newcomer.Create(_model, isUser: true, known, one => item => Encode(one, item));
            foreach (var n in order[rest..])
            {
                var error = (double)newcomer.Score(rated[n]) - ratings[n];
                heldOut.Add(new(error, newcomer.Variance(rated[n]), given, _items.CountOf(rated[n]) - 1));
            }
        }

        return heldOut;

        EncodedRow Encode(AutoRecModelParameters one, int item)
        {
            if (!rows.TryGetValue((one, item), out var row))
                rows[(one, item)] = row = _rowsWithout[one].Encode(item, user);
            return row.Encoded;
        }
    }

    /// <summary>Predicts ratings of an item by _users who are encoded from several numbers of their other ratings.</summary>
    private List<HeldOut> PredictItem(int item)
    {
        var (order, raters, ratings) = Draw(_items, item, _model.HasUser);
        if (order.Length < 2)
            return [];
        var rest = order.Length - Math.Clamp(order.Length / 5, 1, MostRows);

        // The column reads the row of a user at each score, and so the one that was put here last.
        var rows = new Dictionary<(AutoRecModelParameters, int), RowsWithout.Row>();
        var column = Newcomer.Create(_model, isUser: false, Subset(raters, ratings, order[..rest]), one =>
            user => rows.TryGetValue((one, user), out var row) ? row.Encoded : one.Row(user));
        var heldOut = new List<HeldOut>();
        foreach (var n in order[rest..])
        {
            var user = raters[n];
            var others = Without(_users, user, item);
            var random = Random(2, user);
            var shuffled = Enumerable.Range(0, others.Count).ToArray();
            random.Shuffle(shuffled);
            foreach (var given in Given.Select(most => Math.Min(most, others.Count)).Where(given => given > 0).Distinct())
            {
                var known = Subset(others.Positions, others.Ratings, shuffled[..given]);
                foreach (var one in Members(_model))
                    rows[(one, user)] = RowsWithout.Row.Of(one, known);
                heldOut.Add(new((double)column.Score(user) - ratings[n], 0, given, rest));
            }
        }

        return heldOut;
    }

    /// <summary>Some ratings of a row of the matrix in a random order, with all its positions and ratings.</summary>
    private (int[] Order, int[] Positions, float[] Ratings) Draw(RatingMatrix matrix, int row, Func<int, bool> isUsable)
    {
        var positions = matrix.ColumnsOf(row).ToArray();
        int[] order = [.. Enumerable.Range(0, positions.Length).Where(n => isUsable(positions[n]))];
        Random(1, row).Shuffle(order);
        return (order[..Math.Min(MostRatings, order.Length)], positions, matrix.ValuesOf(row).ToArray());
    }

    private RandomStream Random(int first, int second) => new((ulong)(uint)_seed, RandomStream.Purpose.NoiseSample, first, second);

    private static KnownRatings Subset(int[] positions, float[] ratings, int[] chosen)
    {
        int[] sorted = [.. chosen.Order()];
        return KnownRatings.Of(Array.ConvertAll(sorted, n => positions[n]), Array.ConvertAll(sorted, n => ratings[n]));
    }

    /// <summary>The ratings of a row of the matrix without one of them.</summary>
    private static KnownRatings Without(RatingMatrix matrix, int row, int column)
    {
        var columns = matrix.ColumnsOf(row);
        var values = matrix.ValuesOf(row);
        var at = columns.BinarySearch(column);
        return KnownRatings.Of([.. columns[..at], .. columns[(at + 1)..]], [.. values[..at], .. values[(at + 1)..]]);
    }

    private static IReadOnlyList<AutoRecModelParameters> Members(IRatingModel model) =>
        model is AutoRecBlendModelParameters blend ? blend.Members : [(AutoRecModelParameters)model];
}
