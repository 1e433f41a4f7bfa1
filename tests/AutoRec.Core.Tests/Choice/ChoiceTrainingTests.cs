using AutoRec.Choice;
using AutoRec.Training;

namespace AutoRec.Tests;

[TestClass]
public sealed class ChoiceTrainingTests
{
    private const double Alpha = 0.1;

    private static readonly RatingMatrix Items = RandomRatings.Create();
    private static readonly RatingMatrix Users = Items.Transpose();

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(8)]
    public void Train_AnyNumberOfThreads_GivesTheSameBits(int threads) =>
        Assert.AreSequenceEqual(Train(Items, threads: 3).Factors, Train(Items, threads).Factors);

    [TestMethod]
    public void Train_OtherSeed_GivesOtherFactors() =>
        Assert.AreNotSequenceEqual(Train(Items).Factors, Train(Items, seed: 2).Factors);

    [TestMethod]
    public void Train_MoreSweeps_LowersTheObjectiveOverAllPairs()
    {
        double[] objectives = [.. new[] { 1, 2, 3, 5, 10 }.Select(sweeps => Objective(Train(Items, sweeps: sweeps)))];
        for (var n = 1; n < objectives.Length; n++)
            Assert.IsLessThan(objectives[n - 1], objectives[n]);
        Assert.AreEqual(objectives[^1], Objective(Train(Items, sweeps: 30)), 0.03 * objectives[^1]);
        Assert.AreEqual(objectives[^1], Objective(Train(Items)), 1e-9, "The default is ten sweeps.");
    }

    [TestMethod]
    public void Train_ManySweeps_LeavesEveryItemAtItsOptimum()
    {
        // Given the users' codes, each item's factors solve the normal equations over all users.
        var model = Train(Items, sweeps: 40);
        double[][] codes = [.. Enumerable.Range(0, Users.RowCount).Select(user => Code(model, user))];
        var ratedUsers = Users.RatedRows().Length;
        foreach (var item in Items.RatedRows())
        {
            var expected = SolveDense(codes, Grades(Items, item, model), ChoiceModel.PenaltyOf(Items.CountOf(item), ratedUsers));
            var actual = Dense.ToDouble(model.Factor(item));
            Assert.IsLessThan(0.05, Distance(expected, actual) / Math.Sqrt(Dense.Dot(expected, expected)), $"item {item}");
        }
    }

    [TestMethod]
    public void Encode_UserOfTheTraining_SolvesTheNormalEquationsOverAllPairs()
    {
        var model = Train(Items);
        double[][] factors = [.. Enumerable.Range(0, Items.RowCount).Select(item => Dense.ToDouble(model.Factor(item)))];
        for (var user = 0; user < Users.RowCount; user++)
        {
            var expected = SolveDense(
                factors, Grades(Users, user, model), ChoiceModel.PenaltyOf(Users.CountOf(user), Items.RatedRows().Length));
            Assert.IsLessThan(1e-4, Distance(expected, Code(model, user)), $"user {user}");
        }
    }

    [TestMethod]
    public void Train_ItemsWithoutRatings_HaveFactorsOfZero()
    {
        var model = Train(Items);
        for (var item = 0; item < Items.RowCount; item++)
        {
            Assert.AreEqual(Items.CountOf(item), model.Counts[item]);
            Assert.AreEqual(Items.CountOf(item) > 0, model.Factor(item).ContainsAnyExcept(0f), $"item {item}");
        }

        Assert.AreEqual(Users.RatedRows().Length, model.UserCount);
    }

    public static IEnumerable<(string, Func<Random, float>)> Labels =>
    [
        ("clicks", _ => 1),
        ("zeros", _ => 0),
        ("counts", random => random.Next(1, 1000)),
        ("stars", random => random.Next(1, 6)),
    ];

    [TestMethod]
    [DynamicData(nameof(Labels))]
    public void Train_TwoGroupsWithTheirOwnItems_ScoresTheGroupsItemsHigher(string kind, Func<Random, float> label)
    {
        const int side = 20;
        var random = new Random(3);
        var items = RandomRatings.Of(2 * side, 2 * side, [..
            from item in Enumerable.Range(0, 2 * side)
            from user in Enumerable.Range(0, 2 * side)
            where item / side == user / side && random.NextDouble() < 0.6
            select (item, user, label(random))]);
        var (users, model) = (items.Transpose(), Train(items));
        for (var user = 0; user < users.RowCount; user++)
        {
            var code = model.Encode(users.ColumnsOf(user), users.ValuesOf(user));
            var unrated = Enumerable.Range(0, 2 * side).Except(users.ColumnsOf(user).ToArray())
                .ToLookup(item => item / side == user / side, item => model.Score(code, item));
            Assert.IsGreaterThan(unrated[false].Max(), unrated[true].Min(), $"{kind}, user {user}");
        }
    }

    [TestMethod]
    [DataRow(3f, 3f, 1f, DisplayName = "the mean")]
    [DataRow(5f, 3f, 1.5f, DisplayName = "two stars above")]
    [DataRow(1f, 3f, 0.5f, DisplayName = "two stars below")]
    [DataRow(1f, 5f, 0f, DisplayName = "four stars below")]
    [DataRow(-3f, 5f, 0f, DisplayName = "never negative")]
    public void Grade_Stars_IsAQuarterForEach(float rating, float mean, float grade)
    {
        Assert.AreEqual(grade, ChoiceModel.Grade(rating, new(1, 5), mean), 1e-6f);
        Assert.AreEqual(grade, ChoiceModel.Grade(10 * rating, new(10, 50), 10 * mean), 1e-6f, "on another scale");
    }

    [TestMethod]
    public void Grade_AllLabelsEqual_IsOne() => Assert.AreEqual(1, ChoiceModel.Grade(7, new(7, 7), 7));

    [TestMethod]
    [DataRow(1)]
    [DataRow(1023)]
    [DataRow(1024)]
    [DataRow(1025)]
    [DataRow(3000)]
    public void FactorGram_AnyNumberOfRows_IsTheProduct(int rows)
    {
        const int length = 5;
        var random = new Random(2);
        float[] factors = [.. Enumerable.Range(0, rows * length).Select(_ => (float)random.NextDouble() - 0.3f)];
        var gram = FactorGram.Of(factors, length, new ParallelOptions());
        Assert.HasCount(length * (length + 1) / 2, gram);
        for (int i = 0, at = 0; i < length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = Enumerable.Range(0, rows).Sum(row => (double)factors[row * length + i] * factors[row * length + j]);
                Assert.AreEqual(sum, gram[at++], 1e-5 * rows);
            }
        }
    }

    [TestMethod]
    public void Train_Canceled_Ends()
    {
        var checks = 0;
        var training = new ChoiceTraining(seed: 1, threads: 1, () =>
        {
            if (++checks == 3)
                throw new OperationCanceledException();
        });
        Assert.ThrowsExactly<OperationCanceledException>(() => training.Train(Users, Items));
    }

    private static ChoiceModel Train(RatingMatrix items, int threads = 1, int seed = 1, int sweeps = ChoiceTraining.DefaultSweeps) =>
        new ChoiceTraining(seed, threads, () => { }, sweeps).Train(items.Transpose(), items);

    private static double[] Code(ChoiceModel model, int user) =>
        Dense.ToDouble(model.Encode(Users.ColumnsOf(user), Users.ValuesOf(user)));

    /// <summary>The grade of every pair of a row; null without a rating.</summary>
    private static double?[] Grades(RatingMatrix matrix, int row, ChoiceModel model)
    {
        var grades = new double?[matrix.ColumnCount];
        for (var n = 0; n < matrix.CountOf(row); n++)
            grades[matrix.ColumnsOf(row)[n]] = ChoiceModel.Grade(matrix.ValuesOf(row)[n], model.Scale, model.Mean);
        return grades;
    }

    /// <summary>Minimizes Σ_rated (1 + α)(x − w·v)² + Σ_others α (w·v)² + r ‖w‖².</summary>
    private static double[] SolveDense(double[][] others, double?[] grades, double penalty)
    {
        var length = others[0].Length;
        var system = Dense.Matrix(
            length,
            (i, j) => others.Select((v, n) => (grades[n] is null ? Alpha : 1 + Alpha) * v[i] * v[j]).Sum() + (i == j ? penalty : 0));
        return Dense.Solve(
            system, [.. Enumerable.Range(0, length).Select(i => others.Select((v, n) => (1 + Alpha) * (grades[n] ?? 0) * v[i]).Sum())]);
    }

    private static double Objective(ChoiceModel model)
    {
        double[][] factors = [.. Enumerable.Range(0, Items.RowCount).Select(item => Dense.ToDouble(model.Factor(item)))];
        var (ratedUsers, ratedItems, sum) = (Users.RatedRows().Length, Items.RatedRows().Length, 0.0);
        for (var user = 0; user < Users.RowCount; user++)
        {
            var (code, grades) = (Code(model, user), Grades(Users, user, model));
            for (var item = 0; item < factors.Length; item++)
            {
                var score = Dense.Dot(code, factors[item]);
                sum += grades[item] is { } grade ? (1 + Alpha) * (grade - score) * (grade - score) : Alpha * score * score;
            }

            sum += ChoiceModel.PenaltyOf(Users.CountOf(user), ratedItems) * Dense.Dot(code, code);
        }

        return sum + Items.RatedRows().Sum(
            item => ChoiceModel.PenaltyOf(Items.CountOf(item), ratedUsers) * Dense.Dot(factors[item], factors[item]));
    }

    private static double Distance(double[] x, double[] y) => Math.Sqrt(x.Zip(y, (a, b) => (a - b) * (a - b)).Sum());
}
