using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace AutoRec.Tests;

/// <summary>The warning of the trainers of ratings about labels that are all equal.</summary>
[TestClass]
public sealed class EqualLabelsTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly List<string> _warnings = [];

    public EqualLabelsTests() => _mlContext.Log += (_, line) =>
    {
        if (line.Kind == ChannelMessageKind.Warning)
            _warnings.Add(line.RawMessage);
    };

    [TestMethod]
    public void Fit_EqualLabels_AdvisesTheOneClassTrainer()
    {
        var clicks = Ratings(_ => 1.5f);
        One().Fit(clicks);
        Blend().Fit(clicks);
        Assert.HasCount(2, _warnings.Where(warning => warning
            == "All 900 labels are 1.5, so every predicted rating is 1.5. Lists are ranked by choice. For clicks, purchases or counts, "
            + "train AutoRecOneClass."));
    }

    [TestMethod]
    public void Fit_OneOtherLabel_DoesNotWarn()
    {
        var ratings = Ratings(n => n == 800 ? 2 : 1);
        One().Fit(ratings);
        Blend().Fit(ratings);
        Assert.DoesNotContain(warning => warning.StartsWith("All ", StringComparison.Ordinal), _warnings);
    }

    [TestMethod]
    public void Fit_OneClassOfEqualLabels_DoesNotWarn()
    {
        _mlContext.Recommendation().Trainers.AutoRecOneClass(seed: 1).Fit(Ratings(_ => 1));
        Assert.IsEmpty(_warnings);
    }

    private AutoRecTrainer One() => _mlContext.Recommendation().Trainers.AutoRec(TrainingData.Small());

    private AutoRecBlendTrainer Blend() => _mlContext.Recommendation().Trainers.AutoRecBlend(new AutoRecBlendTrainer.Options
    {
        MatrixColumnIndexColumnName = "user",
        MatrixRowIndexColumnName = "item",
        Members = [TrainingData.Small()],
        Seed = 1,
    });

    private IDataView Ratings(Func<int, float> label) => TrainingData.Mapped(_mlContext, TrainingData.Generate().Select((rating, n) =>
    {
        rating.Label = label(n);
        return rating;
    }));
}
