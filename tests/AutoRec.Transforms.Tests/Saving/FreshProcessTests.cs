using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>Models loaded by tests/Apps/LoadModel, which references AutoRec.Transforms and names none of its types.</summary>
[TestClass]
public sealed class FreshProcessTests
{
    private static readonly string AppFolder = RepositoryFiles.OutputOf("tests/Apps/LoadModel");

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [DataRow(AutoRecVariant.ItemBased)]
    [DataRow(AutoRecVariant.UserBased)]
    public async Task Load_InAFreshProcess_ScoresTheSameBits(AutoRecVariant variant)
    {
        var folder = Directory.CreateTempSubdirectory("autorec-tests-").FullName;
        try
        {
            var mlContext = new MLContext();
            var chain = SmallRatings.Keys(mlContext).Append(TestModels.Prediction(new() { Variant = variant, Widths = [5, 3, 5] }));
            SmallRating[] ratings = [.. SmallRatings.All, new() { UserId = "nobody", ItemId = SmallRatings.ItemId(1) }];
            var (model, pairs) = (Path.Combine(folder, "model.zip"), Path.Combine(folder, "pairs.tsv"));
            mlContext.Model.Save(chain, SmallRatings.Load(mlContext, ratings).Schema, model);
            await File.WriteAllLinesAsync(
                pairs, ratings.Select(r => FormattableString.Invariant($"{r.UserId}\t{r.ItemId}")), TestContext.CancellationToken);

            Assert.AreSequenceEqual(
                DataViewRows.Cells(chain.Transform(SmallRatings.Load(mlContext, ratings)), "Score"),
                await RunAppAsync(model, pairs));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void OutputFolder_OfAScoringApplication_HoldsNoTorch()
    {
        var files = Directory.GetFiles(AppFolder, "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file)).ToArray();
        Assert.Contains("AutoRec.Transforms.dll", files);
        Assert.IsEmpty(files.Where(file => file.Contains("torch", StringComparison.OrdinalIgnoreCase)));
        Assert.DoesNotContain("AutoRec.Estimator.dll", files);
    }

    private Task<string[]> RunAppAsync(params string[] arguments)
    {
        var app = Path.Combine(AppFolder, OperatingSystem.IsWindows() ? "LoadModel.exe" : "LoadModel");
        return ProcessRun.LinesAsync(app, arguments, TestContext.CancellationToken);
    }
}
