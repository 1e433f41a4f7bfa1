using AutoRec.Scoring;

namespace AutoRec.Tests;

/// <summary>Scores and reconstructions of a model, compared with <see cref="ReferenceScorer"/> and with each other.</summary>
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

    public static IEnumerable<(AutoRecVariant Variant, bool Blend)> Models =>
        from variant in Enum.GetValues<AutoRecVariant>()
        from blend in new[] { false, true }
        select (variant, blend);

    /// <summary>The last user has a higher number than any item, so swapped arguments find no item.</summary>
    public static IEnumerable<(AutoRecVariant Variant, bool Blend, int Item, int User)> ModelsAndPairs =>
        from model in Models
        from pair in new (int Item, int User)[] { (4, 5), (5, 4), (0, 17), (7, 35) }
        select (model.Variant, model.Blend, pair.Item, pair.User);

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
            OutputShift = baseline == BaselineKind.None ? 3 : 0, // a trained network learns this shift
        });

    [TestMethod]
    [DataRow(20f, -50f)]
    [DataRow(0f, 7f, DisplayName = "all ratings equal")]
    public void Score_AnotherRangeOfLabels_IsTheFormula(float factor, float shift) =>
        AssertFormula(TestModels.Default with { Clip = false }, Ratings.Map(stars => factor * stars + shift));

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
    public void Reconstruct_TrainingRatingsOfARow_GivesItsScores(ColdStart coldStart)
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
    [DynamicData(nameof(Models))]
    public void HasItemAndHasUser_AnyModel_TellWhichHaveTrainingRatings(AutoRecVariant variant, bool blend)
    {
        var model = CreateModel(variant, blend);
        Assert.AreEqual((SmallRatings.ItemCount, SmallRatings.UserCount), (model.ItemCount, model.UserCount));
        Assert.AreNotEqual(model.ItemCount, model.UserCount, "A square matrix would hide swapped arguments.");
        Assert.AreSequenceEqual(WithRatings(Ratings), Enumerable.Range(-1, model.ItemCount + 2).Where(model.HasItem));
        Assert.AreSequenceEqual(WithRatings(Ratings.Transpose()), Enumerable.Range(-1, model.UserCount + 2).Where(model.HasUser));

        static IEnumerable<int> WithRatings(RatingMatrix ratings) =>
            Enumerable.Range(0, ratings.RowCount).Where(row => ratings.CountOf(row) > 0);
    }

    [TestMethod]
    [DynamicData(nameof(ModelsAndPairs))]
    public void Score_AnyModel_TakesItemThenUser(AutoRecVariant variant, bool blend, int item, int user)
    {
        var settings = TestModels.Default with { Variant = variant };
        var (mean, expected) = (Ratings.Values.ToArray().Average(), Reference(settings));
        if (blend)
        {
            var second = Reference(settings with { Variant = AutoRecVariant.UserBased, Widths = [4] });
            expected = mean + (0.5 * (expected - mean)) + (0.25 * (second - mean));
        }

        var model = CreateModel(variant, blend);
        Assert.IsTrue(model.HasItem(item), $"Item {item} has no training ratings.");
        Assert.IsTrue(model.HasUser(user), $"User {user} has no training ratings.");
        Assert.AreEqual(expected, model.Score(item, user), 1e-5);

        double Reference(ModelSettings settings)
        {
            var itemBased = settings.Variant == AutoRecVariant.ItemBased;
            var encoded = itemBased ? Ratings : Ratings.Transpose();
            var reference = new ReferenceScorer(encoded, TestModels.Create(settings), settings);
            return reference.Score(ReferenceScorer.RowOf(encoded, itemBased ? item : user), itemBased ? user : item);
        }
    }

    [TestMethod]
    public void Reconstruct_NewRow_IsTheFormula()
    {
        var settings = TestModels.Default with { Clip = false };
        var model = TestModels.Create(settings);
        var reference = new ReferenceScorer(Ratings, model, settings);
        int[] seen = [.. Enumerable.Range(0, model.ColumnCount).Where(model.HasUser)];
        List<(int, float)> row = [(seen[3], 5), (seen[17], 1), (seen[0], 4)];
        var reconstructed = Reconstruct(model, row);
        foreach (var column in seen)
            Assert.AreEqual(reference.Score(row, column), reconstructed[column], 1e-5);
    }

    public static IEnumerable<int> ColdItems => [-1, FirstCold(Ratings), Ratings.RowCount];

    public static IEnumerable<int> ColdUsers => [-1, FirstCold(Ratings.Transpose()), Ratings.ColumnCount];

    [TestMethod]
    [DynamicData(nameof(ColdItems))]
    public void Score_ColdItem_IsTheMeanOfTheUserOrOfAll(int item)
    {
        var model = TestModels.Create(TestModels.Default);
        Assert.AreEqual(Mean(Ratings.Transpose().ValuesOf(4)), model.Score(item, 4), 1e-6f);
        Assert.AreEqual(Ratings.Values.ToArray().Average(), model.GlobalMean, 1e-6f);
        Assert.AreEqual(model.GlobalMean, model.Score(item, FirstCold(Ratings.Transpose())), 1e-6f);
    }

    [TestMethod]
    [DynamicData(nameof(ColdUsers))]
    public void Score_ColdUser_IsTheMeanOfTheItemOrOfAll(int user)
    {
        var model = TestModels.Create(TestModels.Default);
        Assert.AreEqual(Mean(Ratings.ValuesOf(4)), model.Score(4, user), 1e-6f);
        Assert.AreEqual(model.GlobalMean, model.Score(FirstCold(Ratings), user), 1e-6f);
    }

    [TestMethod]
    public void Score_ColdRowOrColumnWithNaN_IsNaN()
    {
        var model = TestModels.Create(TestModels.Default with { ColdStart = ColdStart.NaN });
        for (var row = -1; row <= model.RowCount; row++)
        {
            for (var column = -1; column <= model.ColumnCount; column++)
            {
                var isCold = !model.HasItem(row) || !model.HasUser(column);
                Assert.AreEqual(isCold, float.IsNaN(model.Score(row, column)), $"row {row}, column {column}");
            }
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
        Assert.AreEqual(Mean([5, 2]), Reconstruct(model, [(1, 5), (2, 2)])[FirstCold(Ratings.Transpose())], 1e-6f);
    }

    [TestMethod]
    public void Reconstruct_ColdColumnWithNaN_IsNaN()
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

    private static IRatingModel CreateModel(AutoRecVariant variant, bool blend)
    {
        var settings = TestModels.Default with { Variant = variant };
        return blend ? TestModels.Blend(settings).Model : TestModels.Create(settings);
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

    private static int FirstCold(RatingMatrix ratings) => Enumerable.Range(0, ratings.RowCount).First(row => ratings.CountOf(row) == 0);

    private static int[] Widths(int depth) => depth == 1 ? [6] : [8, 4, 8];

    /// <summary>The damped mean, which counts the mean of all ratings as one extra rating.</summary>
    private static float Mean(ReadOnlySpan<float> ratings) =>
        (ratings.ToArray().Sum() + Ratings.Values.ToArray().Average()) / (ratings.Length + 1);

    private static float[] Reconstruct(AutoRecModelParameters model, IEnumerable<(int Column, float Rating)> row)
    {
        var (entries, scores) = (row.OrderBy(entry => entry.Column).ToArray(), new float[model.ColumnCount]);
        var (columns, ratings) = (Array.ConvertAll(entries, entry => entry.Column), Array.ConvertAll(entries, entry => entry.Rating));
        new NewRowModel(model, zeroIsRating: true).Score(columns, ratings, scores);
        return scores;
    }
}
