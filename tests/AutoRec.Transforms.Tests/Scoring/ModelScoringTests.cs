namespace AutoRec.Tests;

/// <summary>What a model scores and reconstructs, against <see cref="ReferenceScorer"/> and against itself.</summary>
[TestClass]
public sealed class ModelScoringTests
{
    private static readonly RatingMatrix Ratings = TestModels.SmallMatrix;

    public static IEnumerable<(int Depth, Activation Activation)> ActivationsAndDepths =>
        from depth in new[] { 1, 3 }
        from activation in Enum.GetValues<Activation>()
        select (depth, activation);

    public static IEnumerable<(BaselineKind Baseline, InputNormalization Normalization, bool Clip)> Preparations =>
        from baseline in Enum.GetValues<BaselineKind>()
        from normalization in Enum.GetValues<InputNormalization>()
        from clip in new[] { true, false }
        select (baseline, normalization, clip);

    [TestMethod]
    [DynamicData(nameof(ActivationsAndDepths))]
    public void Score_EveryEncoder_IsTheFormula(int depth, Activation activation) =>
        AssertFormula(new() { Widths = Widths(depth), Encoder = activation, Clip = false });

    [TestMethod]
    [DynamicData(nameof(ActivationsAndDepths))]
    public void Score_EveryDecoder_IsTheFormula(int depth, Activation activation) =>
        AssertFormula(new() { Widths = Widths(depth), Decoder = activation, OutputShift = -1.5f, OutputSpan = 2.5f, Clip = false });

    [TestMethod]
    [DynamicData(nameof(Preparations))]
    public void Score_EveryBaselineAndNormalization_IsTheFormula(BaselineKind baseline, InputNormalization normalization, bool clip) =>
        AssertFormula(new()
        {
            Baseline = baseline,
            Normalization = normalization,
            Clip = clip,
            OutputShift = baseline == BaselineKind.None ? 3 : 0, // as a trained network has learnt to do by itself
        });

    [TestMethod]
    public void Score_AnotherRangeOfLabels_IsTheFormula()
    {
        AssertFormula(TestModels.Default with { Clip = false }, Ratings.Map(stars => 20 * stars - 50));
        AssertFormula(TestModels.Default with { Clip = false }, Ratings.Map(_ => 7));
    }

    [TestMethod]
    public void Score_Clipped_KeepsToTheLabelsRange()
    {
        var settings = TestModels.Default with { Deviation = 1.5 };
        var (clipped, free) = (TestModels.Create(settings), TestModels.Create(settings with { Clip = false }));
        var range = clipped.LabelRange;
        Assert.AreEqual(new RatingScale(1, 5), range);

        var outside = 0;
        foreach (var (row, column) in KnownEntries(clipped))
        {
            var score = free.Score(row, column);
            outside += score < range.Minimum || score > range.Maximum ? 1 : 0;
            Assert.AreEqual(Math.Clamp(score, range.Minimum, range.Maximum), clipped.Score(row, column));
        }

        Assert.IsGreaterThan(10, outside);
    }

    [TestMethod]
    [DataRow(ColdStart.Mean)]
    [DataRow(ColdStart.NaN)]
    public void Reconstruct_TrainingRatingsOfARow_IsWhatScoreSays(ColdStart coldStart)
    {
        var model = TestModels.Create(TestModels.Default with { ColdStart = coldStart, Widths = [5, 3, 5] });
        for (var row = 0; row < model.RowCount; row++)
        {
            if (!model.HasItem(row))
                continue;
            var reconstructed = Reconstruct(model, ReferenceScorer.RowOf(Ratings, row));
            Assert.HasCount(model.ColumnCount, reconstructed);
            for (var column = 0; column < model.ColumnCount; column++)
                Assert.AreEqual(model.Score(row, column), reconstructed[column], 1e-6f, $"row {row}, column {column}");
        }
    }

    [TestMethod]
    [DataRow(AutoRecVariant.ItemBased)]
    [DataRow(AutoRecVariant.UserBased)]
    public void ScoreAndHas_EitherVariant_TakeItemAndUser(AutoRecVariant variant)
    {
        var model = TestModels.Create(TestModels.Default with { Variant = variant });
        IRatingModel blend = TestModels.Blend(TestModels.Default with { Variant = variant }).Model;
        var counts = Ratings.CountByColumn();
        foreach (var any in (IRatingModel[])[model, blend])
        {
            Assert.AreNotEqual(any.ItemCount, any.UserCount, "A square matrix would not tell the sides apart.");
            Assert.AreEqual((SmallRatings.ItemCount, SmallRatings.UserCount), (any.ItemCount, any.UserCount));
            for (var item = -1; item <= any.ItemCount; item++)
                Assert.AreEqual((uint)item < (uint)Ratings.RowCount && Ratings.CountOf(item) > 0, any.HasItem(item), $"item {item}");
            for (var user = -1; user <= any.UserCount; user++)
                Assert.AreEqual((uint)user < (uint)counts.Length && counts[user] > 0, any.HasUser(user), $"user {user}");
        }

        var settings = TestModels.Default with { Variant = variant };
        var encoded = variant == AutoRecVariant.ItemBased ? Ratings : Ratings.Transpose();
        var reference = new ReferenceScorer(encoded, TestModels.Create(settings), settings);
        var pairs = from item in Enumerable.Range(0, 8)
                    from user in Enumerable.Range(10, 8)
                    where model.HasItem(item) && model.HasUser(user)
                    select (item, user);
        foreach (var (item, user) in pairs)
        {
            var (row, column) = variant == AutoRecVariant.ItemBased ? (item, user) : (user, item);
            var expected = reference.Score(ReferenceScorer.RowOf(encoded, row), column);
            Assert.AreEqual(expected, model.Score(item, user), 1e-5, $"item {item}, user {user}");
        }
    }

    [TestMethod]
    public void Reconstruct_NewRow_IsTheFormula()
    {
        var settings = TestModels.Default with { Clip = false };
        var model = TestModels.Create(settings);
        var reference = new ReferenceScorer(Ratings, model, settings);
        List<(int, float)> row = [(3, 5), (17, 1), (0, 4)];
        var reconstructed = Reconstruct(model, row);
        foreach (var column in Enumerable.Range(0, model.ColumnCount).Where(model.HasUser))
            Assert.AreEqual(reference.Score(row, column), reconstructed[column], 1e-5);
    }

    [TestMethod]
    public void Score_ColdRowOrColumn_IsTheMeanOfTheKnownSide()
    {
        var model = TestModels.Create(TestModels.Default);
        var (coldRow, coldColumn) = (FirstCold(model.RowCount, model.HasItem), FirstCold(model.ColumnCount, model.HasUser));
        var transposed = Ratings.Transpose();
        var global = Ratings.Values.ToArray().Average();

        foreach (var unknownRow in new[] { coldRow, -1, model.RowCount })
        {
            Assert.AreEqual(Mean(transposed.ValuesOf(4)), model.Score(unknownRow, 4), 1e-6f);
            Assert.AreEqual(global, model.Score(unknownRow, coldColumn), 1e-6f);
        }

        foreach (var unknownColumn in new[] { coldColumn, -1, model.ColumnCount })
        {
            Assert.AreEqual(Mean(Ratings.ValuesOf(4)), model.Score(4, unknownColumn), 1e-6f);
            Assert.AreEqual(global, model.Score(coldRow, unknownColumn), 1e-6f);
        }

        Assert.AreEqual(global, model.GlobalMean, 1e-6f);
    }

    [TestMethod]
    public void Score_ColdRowOrColumn_IsNaNByThatPolicy()
    {
        var model = TestModels.Create(TestModels.Default with { ColdStart = ColdStart.NaN });
        for (var row = -1; row <= model.RowCount; row++)
        {
            for (var column = -1; column <= model.ColumnCount; column++)
                Assert.AreEqual(!model.HasItem(row) || !model.HasUser(column), float.IsNaN(model.Score(row, column)));
        }
    }

    [TestMethod]
    public void Reconstruct_NoRatings_IsEveryColumnsMean()
    {
        var model = TestModels.Create(TestModels.Default);
        var transposed = Ratings.Transpose();
        var reconstructed = Reconstruct(model, []);
        for (var column = 0; column < model.ColumnCount; column++)
        {
            var expected = model.HasUser(column) ? Mean(transposed.ValuesOf(column)) : model.GlobalMean;
            Assert.AreEqual(expected, reconstructed[column], 1e-6f);
        }
    }

    [TestMethod]
    public void Reconstruct_ColdColumn_IsTheMeanOfTheGivenRatings()
    {
        var model = TestModels.Create(TestModels.Default);
        Assert.AreEqual(Mean([5, 2]), Reconstruct(model, [(1, 5), (2, 2)])[FirstCold(model.ColumnCount, model.HasUser)], 1e-6f);
    }

    [TestMethod]
    public void Reconstruct_UnderTheNaNPolicy_IsNaNWhereNothingIsKnown()
    {
        var model = TestModels.Create(TestModels.Default with { ColdStart = ColdStart.NaN });
        Assert.IsTrue(Array.TrueForAll(Reconstruct(model, []), float.IsNaN));
        var reconstructed = Reconstruct(model, [(1, 5)]);
        for (var column = 0; column < model.ColumnCount; column++)
            Assert.AreEqual(!model.HasUser(column), float.IsNaN(reconstructed[column]));
    }

    [TestMethod]
    public void Model_OfThreeHiddenLayers_HasLayersOfItsWidths()
    {
        var model = TestModels.Create(TestModels.Default with { Widths = [7, 4, 7] });
        Assert.AreEqual((SmallRatings.ItemCount, SmallRatings.UserCount, 7), (model.RowCount, model.ColumnCount, model.CodeLength));
        Assert.HasCount(model.RowCount * 7, model.Codes);
        Assert.AreSequenceEqual([7, 4, 7], model.HiddenLayers);
        Assert.AreSequenceEqual(
            new[] { (40, 7, false), (7, 4, false), (4, 7, false), (7, 40, true) },
            model.Network.Layers.Select(layer => (layer.Inputs, layer.Outputs, layer.RowPerOutput)).ToArray());
        foreach (var layer in model.Network.Layers)
            Assert.AreEqual((layer.Inputs * layer.Outputs, layer.Outputs), (layer.Weights.Length, layer.Biases.Length));
    }

    private static void AssertFormula(ModelSettings settings) => AssertFormula(settings, Ratings);

    private static void AssertFormula(ModelSettings settings, RatingMatrix ratings)
    {
        var model = TestModels.Create(ratings, settings);
        var reference = new ReferenceScorer(ratings, model, settings);
        var different = new HashSet<float>();
        foreach (var (row, column) in KnownEntries(model))
        {
            var score = model.Score(row, column);
            different.Add(score);
            Assert.AreEqual(
                reference.Score(ReferenceScorer.RowOf(ratings, row), column),
                score,
                1e-5 * model.LabelRange.Unit,
                $"row {row}, column {column}");
        }

        Assert.IsGreaterThan(100, different.Count);
    }

    private static IEnumerable<(int Row, int Column)> KnownEntries(AutoRecModelParameters model) =>
        from row in Enumerable.Range(0, model.RowCount).Where(model.HasItem)
        from column in Enumerable.Range(0, model.ColumnCount).Where(model.HasUser)
        select (row, column);

    private static int FirstCold(int count, Func<int, bool> isKnown) => Enumerable.Range(0, count).First(i => !isKnown(i));

    private static int[] Widths(int depth) => depth == 1 ? [6] : [8, 4, 8];

    /// <summary>The damped mean, which counts the mean of all ratings as one more.</summary>
    private static float Mean(ReadOnlySpan<float> ratings) =>
        (ratings.ToArray().Sum() + Ratings.Values.ToArray().Average()) / (ratings.Length + 1);

    private static float[] Reconstruct(AutoRecModelParameters model, IEnumerable<(int Column, float Rating)> row)
    {
        var (entries, scores) = (row.OrderBy(entry => entry.Column).ToArray(), new float[model.ColumnCount]);
        model.Reconstruct(Array.ConvertAll(entries, entry => entry.Column), Array.ConvertAll(entries, entry => entry.Rating), scores);
        return scores;
    }
}
