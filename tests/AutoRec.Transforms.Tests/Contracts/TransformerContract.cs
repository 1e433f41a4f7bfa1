using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>The contract of every transformer of this project.</summary>
public abstract class TransformerContract
{
    protected MLContext MLContext { get; } = new(seed: 1);

    /// <summary>The transformer alone.</summary>
    protected abstract ITransformer CreateTransformer();

    /// <summary>The input of the transformer: rows in memory that can be shuffled.</summary>
    protected abstract IDataView CreateInput();

    /// <summary>The pipeline from raw ratings to the transformer.</summary>
    protected abstract ITransformer CreateChain();

    /// <summary>The output schema that the transformer's estimator promises.</summary>
    protected abstract SchemaShape Promise(SchemaShape input);

    protected abstract string OutputColumn { get; }

    protected abstract string LoaderSignature { get; }

    /// <summary>Inputs that the transformer must refuse, with the expected errors.</summary>
    protected abstract IEnumerable<BadInput> CreateBadInputs();

    protected IDataView CreateOutput() => CreateTransformer().Transform(CreateInput());

    protected IDataView RawRatings => SmallRatings.Load(MLContext, SmallRatings.All);

    [TestMethod]
    public void Transform_Schema_IsThatOfGetOutputSchema()
    {
        var (transformer, input) = (CreateTransformer(), CreateInput());
        var announced = transformer.GetOutputSchema(input.Schema);
        var delivered = transformer.Transform(input).Schema;

        Assert.AreSequenceEqual(
            announced.Select(c => (c.Name, c.Type, c.IsHidden)).ToArray(), delivered.Select(c => (c.Name, c.Type, c.IsHidden)).ToArray());
        Assert.AreSequenceEqual(
            announced.SelectMany(c => c.Annotations.Schema).Select(c => (c.Name, c.Type)).ToArray(),
            delivered.SelectMany(c => c.Annotations.Schema).Select(c => (c.Name, c.Type)).ToArray());
    }

    [TestMethod]
    public void Transform_Schema_KeepsWhatTheEstimatorPromised()
    {
        var input = CreateInput();
        Shapes.AssertKept(Promise(Shapes.Of(input.Schema)), Shapes.Of(CreateTransformer().Transform(input).Schema));
    }

    [TestMethod]
    public void Cursors_SideBySide_GiveTheRowsOfOneCursor()
    {
        // ML.NET splits cached rows among cursors.
        var output = CreateTransformer().Transform(MLContext.Data.Cache(CreateInput()));
        var together = DataViewRows.ReadInParallel(output, 4, out var cursors);
        Assert.IsGreaterThan(1, cursors);
        Assert.AreSequenceEqual(DataViewRows.Read(output).ToArray(), together.ToArray(), SequenceOrder.InAnyOrder);
    }

    [TestMethod]
    public void Cursor_OfCachedOutput_GivesTheSameRows()
    {
        var output = CreateOutput();
        Assert.AreSequenceEqual(DataViewRows.Cells(output), DataViewRows.Cells(MLContext.Data.Cache(output)));
    }

    [TestMethod]
    public void Cursor_Shuffled_GivesTheSameRowsInAnotherOrder()
    {
        var output = CreateOutput();
        Assert.IsTrue(output.CanShuffle);
        var (inOrder, shuffled) = (DataViewRows.Read(output).ToArray(), DataViewRows.ReadShuffled(output, seed: 3).ToArray());
        Assert.AreNotSequenceEqual(inOrder, shuffled);
        Assert.AreSequenceEqual(inOrder, shuffled, SequenceOrder.InAnyOrder);
    }

    [TestMethod]
    public void GetGetter_InactiveColumn_IsRefused()
    {
        var output = CreateOutput();
        using var cursor = output.GetRowCursor([output.Schema[0]]);
        Assert.IsTrue(cursor.IsColumnActive(output.Schema[0]));
        Assert.IsFalse(cursor.IsColumnActive(output.Schema[OutputColumn]));
        AssertGetterRefused<float>(cursor, output.Schema[OutputColumn], "not active");
    }

    [TestMethod]
    public void GetGetter_OfAnotherType_IsRefused()
    {
        var output = CreateOutput();
        using var cursor = output.GetRowCursor(output.Schema);
        AssertGetterRefused<double>(cursor, output.Schema[OutputColumn], "holds");
    }

    [TestMethod]
    public void Transform_InputOfTheWrongShape_SaysWhatWasFoundAndExpected()
    {
        foreach (var bad in CreateBadInputs())
        {
            bad.AssertRefused(input => CreateTransformer().Transform(input));
            bad.AssertRefused(input => CreateTransformer().GetOutputSchema(input.Schema));
        }
    }

    [TestMethod]
    public void SaveAndLoad_Alone_GivesTheSameBits()
    {
        var (transformer, input) = (CreateTransformer(), CreateInput());
        var loaded = SavedModels.Load(SavedModels.Save(MLContext, transformer, input.Schema), out var schema);

        Assert.IsNotNull(schema);
        Assert.AreSequenceEqual(input.Schema.Select(c => (c.Name, c.Type)).ToArray(), schema.Select(c => (c.Name, c.Type)).ToArray());
        AssertSameOutput(transformer, loaded, input);
    }

    [TestMethod]
    public void SaveAndLoad_BehindKeyMaps_GivesTheSameBits()
    {
        var chain = CreateChain();
        var loaded = SavedModels.Load(SavedModels.Save(MLContext, chain, RawRatings.Schema), out _);
        AssertSameOutput(chain, loaded, RawRatings);
    }

    [TestMethod]
    public void SaveAndLoad_WithoutSchema_GivesTheSameBits()
    {
        var chain = CreateChain();
        var loaded = SavedModels.Load(SavedModels.Save(MLContext, chain, schema: null), out var schema);
        Assert.IsNull(schema);
        AssertSameOutput(chain, loaded, RawRatings);
    }

    [TestMethod]
    public void SaveAndLoad_WithDataLoader_GivesTheSameBits()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(file, SmallRatings.All.Select(r => FormattableString.Invariant($"{r.UserId}\t{r.ItemId}\t{r.Label}")));
            var loader = MLContext.Data.CreateTextLoader(
            [
                new(nameof(SmallRating.UserId), DataKind.String, 0),
                new(nameof(SmallRating.ItemId), DataKind.Int32, 1),
                new(nameof(SmallRating.Label), DataKind.Single, 2),
            ]);
            var chain = CreateChain();
            using var stream = new MemoryStream();
            MLContext.Model.Save(chain, loader, stream);

            stream.Position = 0;
            var loaded = new MLContext().Model.LoadWithDataLoader(stream, out var loadedLoader);
            Assert.AreSequenceEqual(
                DataViewRows.Cells(chain.Transform(RawRatings), OutputColumn),
                DataViewRows.Cells(loaded.Transform(loadedLoader.Load(new MultiFileSource(file))), OutputColumn));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public void Save_AgainAndAfterLoading_WritesTheSameBytes()
    {
        var (transformer, schema) = (CreateTransformer(), CreateInput().Schema);
        var first = SavedModels.Save(MLContext, transformer, schema);
        var second = SavedModels.Save(MLContext, transformer, schema);
        var afterLoading = SavedModels.Save(MLContext, SavedModels.Load(first, out _), schema);

        var entry = SavedModels.ReadEntry(first, LoaderSignature);
        Assert.AreSequenceEqual(entry, SavedModels.ReadEntry(second, LoaderSignature));
        Assert.AreSequenceEqual(entry, SavedModels.ReadEntry(afterLoading, LoaderSignature));
    }

    protected static void AssertSameOutput(ITransformer expected, ITransformer actual, IDataView input) =>
        Assert.AreSequenceEqual(DataViewRows.Cells(expected.Transform(input)), DataViewRows.Cells(actual.Transform(input)));

    private static void AssertGetterRefused<T>(DataViewRow row, DataViewSchema.Column column, string says)
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => row.GetGetter<T>(column));
        Assert.Contains($"'{column.Name}'", error.Message);
        Assert.Contains(says, error.Message);
    }
}
