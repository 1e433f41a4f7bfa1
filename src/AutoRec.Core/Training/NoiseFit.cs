using AutoRec.FoldIn;
using AutoRec.Model;
using AutoRec.Recommending;

namespace AutoRec.Training;

/// <summary>
/// Fits a <see cref="RatingNoise"/> on held-out ratings of a random sample, predicted as if the users were new and had given some ratings.
/// </summary>
/// <remarks>
/// <para>The trained weights know the held-out ratings. So no member of the model predicts with the decoder's column of a held-out rating
/// or with its input. An item-based member folds in the user's column from other ratings, on items that are encoded anew without the user.
/// A user-based member folds in the item's column from other users, and encodes the user from the given ratings. A blend then combines
/// the members' predictions as always.</para>
/// <para>The four numbers are a non-negative least squares fit of the squared errors. They are then scaled, so that the 80 % interval
/// covers 80 % of the held-out ratings.</para>
/// </remarks>
internal sealed class NoiseFit(IRatingModel model, RatingMatrix users, RatingMatrix items, int seed, CancelableLoop loop)
{
    private const int SampledColumns = 300;
    private const int MostRatings = 250; // Of a column.
    private const int MostRows = 20; // Held-out ratings of an item.
    private const int MostRowsWithColumns = 5; // The same, if each of them also takes the columns of a user.
    private const double Coverage = 0.8;

    private static readonly int[] Given = [1, 3, 5, 10, 20, int.MaxValue];

    private readonly AutoRecModelParameters[] _userBased = [.. Members(model).Where(one => one.Variant == AutoRecVariant.UserBased)];

    // Of the item-based members, which encode items without a user again and again.
    private readonly Dictionary<AutoRecModelParameters, RowsWithout> _rowsWithout = Members(model)
        .Where(one => one.Variant == AutoRecVariant.ItemBased).Distinct()
        .ToDictionary(one => one, one => new RowsWithout(one, items, loop));

    private readonly record struct HeldOut(double Error, double Variance, int UserCount, int ItemCount)
    {
        public double[] Terms => [1, Variance, 1.0 / (UserCount + 1), 1.0 / (ItemCount + 1)];
    }

    public RatingNoise Fit()
    {
        // The columns that are folded in: the items of user-based members, otherwise the users.
        var byItem = _userBased.Length > 0;
        var matrix = byItem ? items : users;
        int[] sample = [.. matrix.RatedRows().Where(column => matrix.CountOf(column) > 1 && (!byItem || model.HasItem(column)))];
        Random(0, 0).Shuffle(sample);
        sample = sample[..Math.Min(SampledColumns, sample.Length)];
        var ofColumn = new List<HeldOut>[sample.Length];
        loop.For(sample.Length, n => ofColumn[n] = byItem ? PredictItem(sample[n]) : PredictUser(sample[n]));
        return Fit([.. ofColumn.SelectMany(list => list).Where(one => double.IsFinite(one.Error))]);
    }

    private RatingNoise Fit(List<HeldOut> heldOut)
    {
        var star = model.LabelRange.Unit;
        if (heldOut.Count == 0)
            return new(star * star, 0, 0, 0);

        var terms = heldOut.ConvertAll(one => one.Terms);
        double[][] columns = [.. Enumerable.Range(0, 4).Select(t => terms.Select(of => of[t]).ToArray())];
        var fit = NonNegativeLeastSquares.Solve(columns, [.. heldOut.Select(one => one.Error * one.Error)]);
        var noise = Scaled(1);
        double Ratio(HeldOut one) => Math.Abs(one.Error) / noise.Deviation(one.Variance, one.UserCount, one.ItemCount);
        double[] ratios = [.. heldOut.Select(Ratio).Order()];
        return Scaled(ratios[(int)(Coverage * (ratios.Length - 1))] / Normal.QuantileOfInterval(Coverage));

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
        var (order, rated, ratings) = Draw(users, user, CanFoldIn, MostRatings);
        if (order.Length < 2)
            return [];
        var rows = _rowsWithout.ToDictionary(one => one.Key, one => one.Value.RowsOf(user));
        var heldOut = new List<HeldOut>();
        var rest = order.Length - Math.Max(1, order.Length / 5);
        foreach (var given in Given.Select(most => Math.Min(most, rest)).Distinct())
        {
            var known = Subset(rated, ratings, order[..given]);
            var newcomer = Newcomer.Create(model, isUser: true, known, one => rows[one]);
            foreach (var n in order[rest..])
                heldOut.Add(Measure(newcomer, rated[n], ratings[n], given, items.CountOf(rated[n]) - 1));
        }

        return heldOut;
    }

    /// <summary>Predicts ratings of an item by users who are known from several numbers of their other ratings.</summary>
    private List<HeldOut> PredictItem(int item)
    {
        var (order, raters, ratings) = Draw(items, item, model.HasUser, MostRatings);
        if (order.Length < 2)
            return [];
        var hasColumns = _rowsWithout.Count > 0;
        var rest = order.Length - Math.Clamp(order.Length / 5, 1, hasColumns ? MostRowsWithColumns : MostRows);
        var others = Subset(raters, ratings, order[..rest]).With(items.RowFeatures?.Known(item));
        var columns = _userBased.Distinct().ToDictionary(one => one, one => new NewColumn(one, others, one.Row));
        var heldOut = new List<HeldOut>();
        foreach (var n in order[rest..])
        {
            var user = raters[n];
            var (own, rated, ownRatings) = Draw(
                users, user, other => other != item && CanFoldIn(other), hasColumns ? MostRatings : int.MaxValue);
            var rows = _rowsWithout.ToDictionary(one => one.Key, one => one.Value.RowsOf(user));
            foreach (var given in Given.Select(most => Math.Min(most, own.Length)).Where(given => given > 0).Distinct())
            {
                var known = Subset(rated, ownRatings, own[..given]);
                Newcomer Member(AutoRecModelParameters one) => rows.TryGetValue(one, out var ofUser)
                    ? new NewColumn(one, known, ofUser)
                    : new RowAtColumn(new NewRow(one, known), columns[one]);
                Newcomer newcomer = model is AutoRecBlendModelParameters blend
                    ? new NewBlend(blend, [.. blend.Members.Select(Member)], isUser: true, known)
                    : Member((AutoRecModelParameters)model);
                heldOut.Add(Measure(newcomer, item, ratings[n], given, rest));
            }
        }

        return heldOut;
    }

    // An item that nobody else rated is cold without the user. A model that was fitted to a part of the ratings may not have seen it.
    private bool CanFoldIn(int item) => items.CountOf(item) > 1 && model.HasItem(item);

    private static HeldOut Measure(Newcomer newcomer, int item, float rating, int userCount, int itemCount) =>
        new((double)newcomer.Score(item) - rating, newcomer.Variance(item), userCount, itemCount);

    /// <summary>Some ratings of a row of the matrix in a random order, with all its positions and ratings.</summary>
    private (int[] Order, int[] Positions, float[] Ratings) Draw(RatingMatrix matrix, int row, Func<int, bool> isUsable, int most)
    {
        var positions = matrix.ColumnsOf(row).ToArray();
        int[] order = [.. Enumerable.Range(0, positions.Length).Where(n => isUsable(positions[n]))];
        Random(matrix == users ? 1 : 2, row).Shuffle(order);
        return (order[..Math.Min(most, order.Length)], positions, matrix.ValuesOf(row).ToArray());
    }

    private RandomStream Random(int first, int second) => new((ulong)(uint)seed, RandomStream.Purpose.NoiseSample, first, second);

    private static KnownRatings Subset(int[] positions, float[] ratings, int[] chosen)
    {
        int[] sorted = [.. chosen.Order()];
        return KnownRatings.Of(Array.ConvertAll(sorted, n => positions[n]), Array.ConvertAll(sorted, n => ratings[n]));
    }

    private static IReadOnlyList<AutoRecModelParameters> Members(IRatingModel model) =>
        model is AutoRecBlendModelParameters blend ? blend.Members : [(AutoRecModelParameters)model];

    /// <summary>A user of a user-based member at an item: both are folded in.</summary>
    private sealed class RowAtColumn(NewRow user, NewColumn item) : Newcomer
    {
        public override float Score(int other) => item.Score(user.Encoded);

        public override double Variance(int other) => 0;

        public override double Explain(int other, Span<double> parts) => throw new NotSupportedException("Only scores are needed.");
    }
}
