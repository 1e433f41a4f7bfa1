using AutoRec.Examples;
using AutoRec.Engines.Torch.Native.Tests;
using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>The README's code, which the build takes from README.md and compiles as printed.</summary>
[TestClass]
public sealed class ReadmeSampleTests
{
    [TestMethod]
    public void ReadmeCode_OnAFileOfRatings_TrainsEvaluatesSavesLoadsAndReconstructs()
    {
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "ratings.data");
        using (var writer = new StreamWriter(file))
            RatingGenerator.Generate(200, 150, 6000, seed: 1).Write(writer);

        // The code saves to the current folder.
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.Path;
        try
        {
            var sample = ReadmeSample.Run(file);
            Assert.IsInRange(0.7, 1.1, sample.Keyed.RootMeanSquaredError);
            Assert.AreEqual(sample.Keyed.RootMeanSquaredError, sample.Matrix.RootMeanSquaredError, 0.02, "The two ways differ by their seeds only.");

            var expected = TrainingData.Scores(sample.Trained.Transform(sample.Test));
            Assert.AreSequenceEqual(expected, TrainingData.Scores(sample.Loaded.Transform(sample.Test)));
            var mlContext = new MLContext();
            foreach (var other in (ITransformer[])[sample.Blend, sample.Tuned])
                Assert.AreEqual(sample.Keyed.RootMeanSquaredError, mlContext.Recommendation().Evaluate(other.Transform(sample.Test)).RootMeanSquaredError, 0.05);
            Assert.IsInRange(20, 200, sample.Best.Setting.CreateOptions().Lambda!.Value);

            var first = mlContext.Data.CreateEnumerable<MovieLensRating>(sample.Test, reuseRowObject: false).First();
            Assert.AreEqual(expected[0], sample.Engine.Predict(first).Score);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }
}
