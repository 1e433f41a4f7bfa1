namespace AutoRec.Recommending;

/// <summary>Measures the lists of a recommender, and those of the most rated items, with held-out ratings.</summary>
internal static class RecommendationEvaluation
{
    /// <summary>Measures lists of <paramref name="at"/> items. The result does not depend on the number of threads.</summary>
    /// <param name="training">The training ratings, users × items.</param>
    /// <param name="heldOut">The held-out ratings, of the same users and items.</param>
    /// <param name="rank">The recommender.</param>
    /// <param name="at">k, the length of the lists.</param>
    /// <param name="threshold">The lowest rating that makes a held-out item relevant.</param>
    /// <param name="candidates">
    /// Whether an item is a candidate, for each item; null makes all items candidates. A user's candidates are those that he has not rated
    /// in training.
    /// </param>
    /// <param name="numberOfThreads">The number of threads; null stands for one for each processor.</param>
    /// <exception cref="InvalidOperationException">No user has a relevant item.</exception>
    public static RecommendationMetrics Evaluate(
        RatingMatrix training,
        RatingMatrix heldOut,
        Rank rank,
        int at,
        float threshold,
        bool[]? candidates = null,
        int? numberOfThreads = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(at, 1);
        CheckSizes(training, heldOut, candidates);
        var relevant = SelectRelevant(training, heldOut, threshold, candidates);
        var users = relevant.RatedRows();
        if (users.Length == 0)
            throw new InvalidOperationException(DescribeNothingRelevant(heldOut, threshold));

        var usersWithoutRelevantItems = heldOut.RatedRows().Length - users.Length;
        var counts = training.CountByColumn();
        int[] mostRated = [.. Enumerable.Range(0, counts.Length)
            .Where(item => candidates?[item] ?? true)
            .OrderByDescending(item => counts[item])]; // A stable sort: of equal counts, the lower index comes first.
        double trainingUsers = Math.Max(training.RatedRows().Length, 1);
        var information = Array.ConvertAll(counts, count => Math.Log2(trainingUsers / Math.Max(count, 1)));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = numberOfThreads ?? Environment.ProcessorCount };
        return Measure(rank, Measure(RankMostRated, null));

        RecommendationMetrics Measure(Rank rank, RecommendationMetrics? reference)
        {
            var figures = new ListFigures[users.Length];
            var recommended = new bool[counts.Length];
            Parallel.For(0, users.Length, parallel, () => new int[Math.Min(at, mostRated.Length)], (i, _, top) =>
            {
                var list = top.AsSpan(0, rank(users[i], top));
                figures[i] = ListFigures.Of(list, relevant.ColumnsOf(users[i]), at, information);
                foreach (var item in list)
                    recommended[item] = true;
                return top;
            }, _ => { });

            // In the order of the users, so that the rounding does not depend on the threads.
            var sum = figures.Aggregate((total, next) => total + next);
            return new()
            {
                At = at,
                Users = users.Length,
                UsersWithoutRelevantItems = usersWithoutRelevantItems,
                Precision = sum.Precision / users.Length,
                Recall = sum.Recall / users.Length,
                NormalizedDiscountedCumulativeGain = sum.Gain / users.Length,
                MeanAveragePrecision = sum.AveragePrecision / users.Length,
                MeanReciprocalRank = sum.ReciprocalRank / users.Length,
                HitRate = sum.Hit / users.Length,
                CatalogCoverage = (double)recommended.Count(isRecommended => isRecommended) / mostRated.Length,
                Novelty = sum.Information / sum.Length,
                MostRated = reference,
            };
        }

        int RankMostRated(int user, Span<int> top)
        {
            var rated = training.ColumnsOf(user);
            var count = 0;
            for (var i = 0; i < mostRated.Length && count < top.Length; i++)
            {
                if (rated.BinarySearch(mostRated[i]) < 0)
                    top[count++] = mostRated[i];
            }

            return count;
        }
    }

    /// <summary>Keeps the held-out ratings of at least the threshold whose items can be recommended to the user.</summary>
    private static RatingMatrix SelectRelevant(RatingMatrix training, RatingMatrix heldOut, float threshold, bool[]? candidates)
    {
        var relevant = new bool[heldOut.Count];
        for (var user = 0; user < heldOut.RowCount; user++)
        {
            var rated = training.ColumnsOf(user);
            for (var i = heldOut.RowPointers[user]; i < heldOut.RowPointers[user + 1]; i++)
            {
                var item = heldOut.ColumnIndices[i];
                relevant[i] = heldOut.Values[i] >= threshold && (candidates?[item] ?? true) && rated.BinarySearch(item) < 0;
            }
        }

        return heldOut.Where(i => relevant[i]);
    }

    private static void CheckSizes(RatingMatrix training, RatingMatrix heldOut, bool[]? candidates)
    {
        if ((heldOut.RowCount, heldOut.ColumnCount) != (training.RowCount, training.ColumnCount))
        {
            throw new ArgumentException(
                $"The held-out ratings have {heldOut.RowCount} users and {heldOut.ColumnCount} items; expected {training.RowCount} and "
                + $"{training.ColumnCount}, as in training.");
        }

        if (candidates is not null && candidates.Length != training.ColumnCount)
        {
            throw new ArgumentException(
                $"There are {candidates.Length} candidate flags; expected {training.ColumnCount}, one for each item.");
        }
    }

    private static string DescribeNothingRelevant(RatingMatrix heldOut, float threshold)
    {
        if (heldOut.Count == 0)
            return "There are no held-out ratings; expected at least one. Hold out ratings of known users and items.";
        var highest = TensorPrimitives.Max(heldOut.Values);
        return highest < threshold
            ? FormattableString.Invariant(
                $"No held-out rating reaches the relevance threshold {threshold}; the highest is {highest}. Lower the threshold.")
            : FormattableString.Invariant(
                $"Held-out ratings reach {highest}, and the relevance threshold is {threshold}, but no relevant item is a candidate that ")
                + "its user has not rated in training. Add the items to the candidates, or hold out ratings that are not in training.";
    }
}
