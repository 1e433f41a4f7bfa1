using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>Exports that are impossible: each is refused with the reason and the remedy, and writes nothing.</summary>
[TestClass]
public sealed class RefusedExportTests
{
    private static readonly MLContext Context = new();

    private static IDataView Ratings => SmallRatings.Load(Context, SmallRatings.All);

    private sealed class ByteRating
    {
        public byte UserId { get; set; } = 1;
        public int ItemId { get; set; } = 2;
    }

    private sealed class DoubleRating
    {
        public double UserId { get; set; }
        public int ItemId { get; set; }
    }

    private sealed class PersonRow
    {
        public int[] Items { get; set; } = [];
        public float[] Ratings { get; set; } = [];
    }

    [TestMethod]
    public void ConvertToOnnx_RecommendItems_IsRefused()
    {
        var pipeline = TrainedModels.Pipeline(Context, TrainedModels.ItemBased);
        var people = Context.Data.LoadFromEnumerable(new[] { new PersonRow() });
        var items = Context.Transforms.RecommendItems(pipeline, Ratings.Schema).Fit(people);
        AssertRefused(items, people, "RecommendItems cannot be exported", "expected a pipeline that scores", "Export the pipeline");
    }

    [TestMethod]
    public void ConvertToOnnx_RecencyWeight_IsRefused()
    {
        var recency = Context.Transforms.RecencyWeight("Weight", "ItemId", TimeSpan.FromDays(1)).Fit(Ratings);
        AssertRefused(recency, Ratings, "RecencyWeight cannot be exported", "expected a pipeline that scores", "before the pipeline");
    }

    [TestMethod]
    public void ConvertToOnnx_PivotAndNetwork_IsRefused()
    {
        var keys = SmallRatings.Keys(Context);
        var pivot = Context.Transforms.PivotRatings("Ratings", "user", "item").Fit(keys.Transform(Ratings));
        string[] says = ["PivotRatings cannot be exported", "expected a pipeline that maps single rows", "CreateReconstruction"];
        AssertRefused(keys.Append(pivot), Ratings, says);
        AssertRefused(keys.Append(pivot).Append(TestModels.Reconstruction(TestModels.Default)), Ratings, says);
    }

    [TestMethod]
    public void ConvertToOnnx_KeyMappingThatMLNetDoesNotExport_IsRefused()
    {
        var ids = Context.Data.LoadFromEnumerable(Enumerable.Range(0, SmallRatings.UserCount).Select(
            n => new ByteRating { UserId = (byte)n, ItemId = n % SmallRatings.ItemCount }).ToArray());
        var pipeline = SmallRatings.KeyMapping(Context).Fit(ids).Append(TestModels.Prediction(TestModels.Default));
        AssertRefused(pipeline, ids, "no column 'user'", "cannot export the transformer", "MapValueToKey of Int32, Int64 or text");
    }

    [TestMethod]
    public void ConvertToOnnx_DoubleIds_IsRefused()
    {
        var ids = Context.Data.LoadFromEnumerable(Enumerable.Range(0, SmallRatings.UserCount).Select(
            n => new DoubleRating { UserId = 16_777_216 + n, ItemId = n % SmallRatings.ItemCount }).ToArray());
        var pipeline = SmallRatings.KeyMapping(Context).Fit(ids).Append(TestModels.Prediction(TestModels.Default));
        AssertRefused(pipeline, ids, "'user' are Double", "expected exact ids", "Convert them to Int64 or text");
    }

    [TestMethod]
    public void ConvertToOnnx_KeysOfACustomMapping_IsRefused()
    {
        var custom = Context.Transforms.CustomMapping<SmallRating, RenamedRating>(
            (from, to) => (to.Person, to.Thing) = (from.UserId, from.ItemId), contractName: null).Fit(Ratings);
        var keys = Context.Transforms.Conversion.MapValueToKey("user", "Person")
            .Append(Context.Transforms.Conversion.MapValueToKey("item", "Thing")).Fit(custom.Transform(Ratings));
        AssertRefused(
            custom.Append(keys).Append(TestModels.Prediction(TestModels.Default)),
            Ratings,
            "no column 'item'", "cannot export the transformer", "Compute the column before the pipeline");
    }

    private sealed class RenamedRating
    {
        public string Person { get; set; } = "";
        public int Thing { get; set; }
    }

    [TestMethod]
    public void CreateReconstruction_BlendOfBothVariants_IsRefused() => AssertNoReconstruction<NotSupportedException>(
        TestModels.Blend(TestModels.Default), "encodes items in one member and users in another", "expected networks", "one variant");

    [TestMethod]
    public void CreateReconstruction_OneClassModel_IsRefused() => AssertNoReconstruction<NotSupportedException>(
        TestModels.OneClass(), "OneClassModelParameters has no network", "Train AutoRec");

    [TestMethod]
    public void CreateReconstruction_PipelineWithoutAutoRec_IsRefused() => AssertNoReconstruction<ArgumentException>(
        SmallRatings.Keys(Context), "has 0 transformers", "expected one");

    [TestMethod]
    public void Save_OfAReconstruction_NamesThePipeline()
    {
        var (reconstruction, emptyInput) = Context.Model.CreateReconstruction(TestModels.Prediction(TestModels.Default));
        var error = Assert.Throws<Exception>(() => SavedModels.Save(Context, reconstruction, emptyInput.Schema));
        Assert.Contains("Save that pipeline", error.Message);
    }

    private static void AssertRefused(ITransformer pipeline, IDataView input, params string[] says)
    {
        using var stream = new MemoryStream();
        var error = Assert.ThrowsExactly<NotSupportedException>(() => Context.Model.ConvertToOnnx(pipeline, input, stream));
        foreach (var part in says)
            Assert.Contains(part, error.Message);
        Assert.AreEqual(0, stream.Length);
    }

    private static void AssertNoReconstruction<TError>(ITransformer pipeline, params string[] says)
        where TError : Exception
    {
        var error = Assert.ThrowsExactly<TError>(() => Context.Model.CreateReconstruction(pipeline));
        foreach (var part in says)
            Assert.Contains(part, error.Message);
    }
}
