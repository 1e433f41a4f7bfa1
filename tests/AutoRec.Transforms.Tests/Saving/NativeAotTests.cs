using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>tests/Apps/AotScorer, which references AutoRec.Core alone, published with Native AOT.</summary>
[TestClass]
public sealed class NativeAotTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [RequiresNativeAot]
    public async Task AotScorer_ModelSavedByMLNet_PrintsTheScoresOfMLNet()
    {
        var folder = Directory.CreateTempSubdirectory("autorec-tests-").FullName;
        try
        {
            var mlContext = new MLContext();
            var (prediction, model) = (TestModels.Blend(TestModels.Default), Path.Combine(folder, "model.zip"));
            mlContext.Model.Save(
                SmallRatings.Keys(mlContext).Append(prediction), SmallRatings.Load(mlContext, SmallRatings.All).Schema, model);
            var scored = prediction.Transform(SmallRatings.LoadKeyed(mlContext, SmallRatings.All));
            var pairs = scored.GetColumn<uint>("item").Zip(scored.GetColumn<uint>("user"), (item, user) => $"{item - 1} {user - 1}");

            var project = Path.Combine(RepositoryFiles.Root, "tests/Apps/AotScorer");
            string[] publish = ["publish", project, "-c", "Release", "-r", "linux-x64", "-o", folder, "--nologo"];
            await ProcessRun.LinesAsync("dotnet", publish, TestContext.CancellationToken);
            var scorer = Path.Combine(folder, "AotScorer");
            var lines = await ProcessRun.LinesAsync(scorer, [model], TestContext.CancellationToken, string.Join('\n', pairs));

            var scores = lines.Select(line => float.Parse(line, CultureInfo.InvariantCulture));
            Assert.AreSequenceEqual(
                scored.GetColumn<float>("Score").Select(BitConverter.SingleToInt32Bits), scores.Select(BitConverter.SingleToInt32Bits));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
