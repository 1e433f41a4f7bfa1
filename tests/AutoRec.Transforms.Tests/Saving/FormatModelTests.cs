using System.Globalization;
using AutoRec.Model;
using AutoRec.Saving;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>
/// The models in the folder Models were saved by the first version of each format. Every later version must load them and give the same
/// scores, except for the last bits, which depend on the machine's vectors. For a new format, save a keyed model and a blend that
/// recommend, and a matrix model, of <see cref="KeyedModels"/> with their scores (user or item, item or slot, score) under the names below.
/// </summary>
[TestClass]
public sealed class FormatModelTests
{
    // The score of a user and an item, or of a matrix row and a slot.
    private sealed record Line(string Row, string Column, float Score);

    private readonly MLContext _mlContext = new(seed: 1);

    private static IEnumerable<int> Formats => Enumerable.Range(1, ModelPayload.Format);

    [TestMethod]
    [DynamicData(nameof(Formats))]
    public void Load_KeyedModelOfAnyFormat_GivesTheSavedScores(int format) => AssertScores(Keyed(format), ScoreKeys);

    [TestMethod]
    [DynamicData(nameof(Formats))]
    public void Load_BlendOfAnyFormat_GivesTheSavedScores(int format) => AssertScores(Blend(format), ScoreKeys);

    [TestMethod]
    [DynamicData(nameof(Formats))]
    public void Load_MatrixModelOfAnyFormat_GivesTheSavedScores(int format) => AssertScores(Matrix(format), ScoreMatrix);

    public static IEnumerable<string> Names => Formats.SelectMany(format => new[] { Keyed(format), Blend(format), Matrix(format) });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ModelFile_OfAnyFormat_IsCommittedAndSmall(string name) =>
        Assert.IsInRange(1, 20_000, new FileInfo(FileOf($"{name}.zip")).Length);

    [TestMethod]
    [DataRow("autorec-format-1")]
    [DataRow("autorec-format-2-blend")]
    [DataRow("autorec-format-3")]
    [DataRow("autorec-format-3-blend")]
    public void LoadCard_ModelOfAFormatWithoutCards_IsNull(string name) =>
        Assert.IsNull(RatingModelFile.LoadCard(FileOf($"{name}.zip")));

    [TestMethod]
    [DataRow("autorec-format-4")]
    [DataRow("autorec-format-4-blend")]
    public void LoadCard_ModelOfAFormatWithCards_HasTheSavedValues(string name)
    {
        var card = RatingModelFile.LoadCard(FileOf($"{name}.zip"))!;
        Assert.AreEqual(
            $"AutoRec of AutoRec.MLNet 0.1.0, trained 2026-11-27 10:30:00 UTC in 1.5 s on {SmallRatings.Train.Count} ratings, 38 users × "
            + "28 items, engine Sparse, seed -7, 12 epochs, validation RMSE 0.8750",
            card.ToString());
        Assert.AreSequenceEqual([("HiddenLayers", "[5, 3]"), ("Lambda", "1.5")], card.Options);
        Assert.AreEqual(40, card.ValidationCount);
        var firstUser = SmallRatings.All[0].UserId; // Keys are in the order of appearance.
        Assert.AreEqual(SmallRatings.Train.Count(rating => rating.UserId == firstUser), card.RatingCountOfUser(0));
    }

    private void AssertScores(string name, Func<ITransformer, Line[]> score)
    {
        var model = _mlContext.Model.Load(FileOf($"{name}.zip"), out var schema);
        Assert.AreSequenceEqual(new[] { "UserId", "ItemId", "Label" }, schema.Select(column => column.Name), SequenceOrder.InAnyOrder);

        var scores = score(model);
        var expected = File.ReadAllLines(FileOf($"{name}.scores.tsv"))
            .Select(line => line.Split('\t'))
            .Select(fields => new Line(fields[0], fields[1], float.Parse(fields[2], CultureInfo.InvariantCulture)))
            .ToArray();
        Assert.IsGreaterThan(300, expected.Length);
        Assert.AreSequenceEqual(expected.Select(line => (line.Row, line.Column)), scores.Select(line => (line.Row, line.Column)));
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(
                expected[i].Score, scores[i].Score, 1e-6f * Math.Abs(expected[i].Score), $"{expected[i].Row}, {expected[i].Column}");
    }

    /// <summary>Scores some users with all items, among them a user and an item unknown to the key mapping.</summary>
    private Line[] ScoreKeys(ITransformer model)
    {
        var users = Enumerable.Range(28, 12).Select(SmallRatings.UserId).Append("nobody");
        var items = Enumerable.Range(0, SmallRatings.ItemCount).Select(SmallRatings.ItemId).Append(-1).ToArray();
        var pairs = users.SelectMany(user => items.Select(item => new SmallRating { UserId = user, ItemId = item })).ToArray();
        using var engine = _mlContext.Model.CreatePredictionEngine<SmallRating, RatingScore>(model);
        return Array.ConvertAll(pairs, pair => new Line(pair.UserId, Text(pair.ItemId), engine.Predict(pair).Score));
    }

    private Line[] ScoreMatrix(ITransformer model)
    {
        var reconstructed = model.Transform(SmallRatings.Load(_mlContext, SmallRatings.Train));
        VBuffer<int> items = default;
        reconstructed.Schema["item"].GetKeyValues(ref items);
        var itemIds = items.DenseValues().ToArray();
        return [.. _mlContext.Data.CreateEnumerable<ReconstructedRow>(reconstructed, reuseRowObject: false)
            .SelectMany(row => row.Score.Select((score, slot) => new Line(Text(itemIds[row.item - 1]), Text(slot), score)))];
    }

    private static string Keyed(int format) => $"autorec-format-{format}";

    private static string Blend(int format) => $"autorec-format-{format}-blend";

    private static string Matrix(int format) => $"autorec-format-{format}-matrix";

    private static string FileOf(string name) => Path.Combine(AppContext.BaseDirectory, "Models", name);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class ReconstructedRow
    {
        public uint item { get; set; }

        public float[] Score { get; set; } = [];
    }
}
