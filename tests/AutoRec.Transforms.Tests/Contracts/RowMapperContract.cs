using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>The contract of the transformers that score each row by itself.</summary>
/// <typeparam name="TExample">The input of a prediction engine.</typeparam>
/// <typeparam name="TPrediction">The output of a prediction engine.</typeparam>
public abstract class RowMapperContract<TExample, TPrediction> : TransformerContract
    where TExample : class
    where TPrediction : class, new()
{
    protected sealed override string OutputColumn => "Score";

    /// <summary>The kind of score, as in the annotation that evaluators read.</summary>
    protected abstract string ScoreKind { get; }

    /// <summary>The model of a prediction engine.</summary>
    protected abstract ITransformer CreateEngineModel();

    protected abstract TExample[] Examples { get; }

    /// <summary>The predicted score as <see cref="DataViewRows"/> writes it.</summary>
    protected abstract string CellOf(TPrediction prediction);

    [TestMethod]
    public void Transform_InputColumns_PassThrough()
    {
        var input = CreateInput();
        var output = CreateTransformer().Transform(input);
        var names = input.Schema.Select(column => column.Name).ToArray();

        Assert.AreSequenceEqual(
            names.Append(OutputColumn).ToArray(),
            output.Schema.Select(column => column.Name).ToArray());
        Assert.AreSequenceEqual(DataViewRows.Read(input, names).ToArray(), DataViewRows.Read(output, names).ToArray());
        Assert.AreEqual(input.GetRowCount(), output.GetRowCount());
    }

    [TestMethod]
    public void Score_Annotations_AreThoseOfTheBuiltInScorers()
    {
        var builtIn = BuiltInScore();
        var ours = CreateOutput().Schema[OutputColumn];
        foreach (var annotation in builtIn.Annotations.Schema)
            Assert.AreEqual(annotation.Type, ours.Annotations.Schema.GetColumnOrNull(annotation.Name)?.Type, annotation.Name);

        Assert.AreEqual(GetAnnotation<uint>(builtIn, "ScoreColumnSetId"), GetAnnotation<uint>(ours, "ScoreColumnSetId"));
        Assert.AreEqual(
            GetAnnotation<ReadOnlyMemory<char>>(builtIn, "ScoreValueKind").ToString(),
            GetAnnotation<ReadOnlyMemory<char>>(ours, "ScoreValueKind").ToString());
        Assert.AreEqual(ScoreKind, GetAnnotation<ReadOnlyMemory<char>>(ours, "ScoreColumnKind").ToString());
    }

    [TestMethod]
    public void Score_OfASecondScorer_IsInTheNextColumnSet()
    {
        var first = CreateOutput();
        var second = CreateTransformer().Transform(first);
        Assert.AreEqual(
            GetAnnotation<uint>(first.Schema[OutputColumn], "ScoreColumnSetId") + 1,
            GetAnnotation<uint>(second.Schema[OutputColumn], "ScoreColumnSetId"));
    }

    [TestMethod]
    public void Cursor_BehindAKeyMapping_ReadsOnTheCallingThread()
    {
        var ratings = new WatchedView(RawRatings);
        DataViewRows.Read(CreateChain().Transform(ratings), OutputColumn);
        Assert.AreSequenceEqual([Environment.CurrentManagedThreadId], ratings.Threads.ToArray());
        Assert.AreEqual(0, ratings.Open);
    }

    [TestMethod]
    public void PredictionEngine_EveryExample_GivesTheScoreOfTheBatch()
    {
        var model = CreateEngineModel();
        var batch = DataViewRows.Cells(model.Transform(MLContext.Data.LoadFromEnumerable(Examples)), OutputColumn);
        Assert.AreSequenceEqual(batch, PredictAll(model));
        Assert.IsGreaterThan(1, batch.Distinct().Count());
    }

    [TestMethod]
    public async Task PredictionEngines_SideBySide_Agree()
    {
        var model = CreateEngineModel();
        var alone = PredictAll(model);
        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DataViewRows.RunOnThread(() => PredictAll(model))));
        foreach (var predictions in together)
            Assert.AreSequenceEqual(alone, predictions);
    }

    [TestMethod]
    public void PredictionEngine_OfALoadedModel_GivesTheSameBits()
    {
        var model = CreateEngineModel();
        var loaded = SavedModels.Load(SavedModels.Save(MLContext, model, schema: null), out _);
        Assert.AreSequenceEqual(PredictAll(model), PredictAll(loaded));
    }

    [TestMethod]
    public void GetRow_OfTheBoundSchema_HasTheMappersOutputSchema()
    {
        var input = CreateInput();
        var mapper = CreateTransformer().GetRowToRowMapper(input.Schema);
        var needed = mapper.GetDependencies([mapper.OutputSchema[OutputColumn]]).ToArray();
        using var cursor = input.GetRowCursor(needed);
        using var row = mapper.GetRow(cursor, [mapper.OutputSchema[OutputColumn]]);
        Assert.AreSame(mapper.OutputSchema, row.Schema);
        Assert.AreSame(input.Schema, mapper.InputSchema);
        Assert.IsNotEmpty(needed);
    }

    [TestMethod]
    public void GetRow_OfAForeignSchema_IsRefused()
    {
        var mapper = CreateTransformer().GetRowToRowMapper(CreateInput().Schema);
        using var foreign = CreateInput().GetRowCursor([]);
        var error = Assert.ThrowsExactly<ArgumentException>(() => mapper.GetRow(foreign, mapper.OutputSchema));
        Assert.Contains("schema", error.Message);
    }

    [TestMethod]
    public void GetRowToRowMapper_InputOfTheWrongShape_SaysWhatWasFoundAndExpected()
    {
        foreach (var bad in CreateBadInputs())
            bad.AssertRefused(input => CreateTransformer().GetRowToRowMapper(input.Schema));
    }

    private string[] PredictAll(ITransformer model)
    {
        using var engine = MLContext.Model.CreatePredictionEngine<TExample, TPrediction>(
            model,
            new PredictionEngineOptions { OwnsTransformer = false });
        return Array.ConvertAll(Examples, example => CellOf(engine.Predict(example)));
    }

    private sealed class Numbers
    {
        [VectorType(2)]
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }

    /// <summary>The score of a built-in linear regression. Its numbers do not matter: the test reads its annotations.</summary>
    private DataViewSchema.Column BuiltInScore()
    {
        var numbers = MLContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 8).Select(i => new Numbers { Features = [i, i % 3], Label = i }).ToArray());
        return MLContext.Regression.Trainers.OnlineGradientDescent().Fit(numbers).Transform(numbers).Schema["Score"];
    }

    private static T GetAnnotation<T>(DataViewSchema.Column column, string name)
    {
        T value = default!;
        column.Annotations.GetValue(name, ref value);
        return value;
    }
}
