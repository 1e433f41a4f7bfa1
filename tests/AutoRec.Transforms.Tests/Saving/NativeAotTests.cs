using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace AutoRec.Tests;

/// <summary>tests/Apps/AotScorer, which references AutoRec.Core alone, published with Native AOT.</summary>
[TestClass]
public sealed class NativeAotTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task AotScorer_ModelSavedByMLNet_PrintsTheScoresOfMLNet()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
            Assert.Inconclusive("Native AOT is tested on Linux x64 only.");
        if (!IsInPath("gcc") && !IsInPath("clang"))
            Assert.Inconclusive("Native AOT links with gcc or clang; this machine has neither.");

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
            await RunAsync("dotnet", ["publish", project, "-c", "Release", "-r", "linux-x64", "-o", folder, "--nologo"], "");
            var output = await RunAsync(Path.Combine(folder, "AotScorer"), [model], string.Join('\n', pairs));

            var scores = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => float.Parse(line, CultureInfo.InvariantCulture));
            Assert.AreSequenceEqual(
                scored.GetColumn<float>("Score").Select(BitConverter.SingleToInt32Bits), scores.Select(BitConverter.SingleToInt32Bits));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsInPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (
            process.StandardOutput.ReadToEndAsync(TestContext.CancellationToken),
            process.StandardError.ReadToEndAsync(TestContext.CancellationToken));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.CancellationToken);
        Assert.AreEqual(0, process.ExitCode, $"{program}: {await output}{await error}");
        return await output;
    }
}
