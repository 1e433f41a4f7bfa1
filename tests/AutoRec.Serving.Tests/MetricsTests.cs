using System.Diagnostics.Metrics;
using AutoRec.Examples.Serving.Learning;

namespace AutoRec.Tests;

[TestClass]
public sealed class MetricsTests
{
    [TestMethod]
    public async Task Metrics_OfAServiceThatAnswers_TellFoldInTimeAndModel()
    {
        using var folder = new DataFolderOfTest();
        using (var earlier = new ServingApp(TestDatabase.Sqlite(), folder))
            await earlier.WhenTrainedAsync();
        using var app = new ServingApp(TestDatabase.Sqlite(), folder);
        await app.WhenTrainedAsync();
        var model = app.Get<CurrentModel>().Value!;

        var seen = await MeasureAsync(app);

        Assert.IsGreaterThan(0, seen["autorec.fold_in.duration"]);
        Assert.IsGreaterThan(DateTimeOffset.UtcNow.AddMinutes(-5), model.Trained!.Value);
        Assert.IsLessThan(model.Loaded, model.Trained.Value);
        Assert.IsGreaterThan((model.Loaded - model.Trained.Value).TotalSeconds, seen["autorec.model.age"]);
        Assert.AreEqual(1, seen["autorec.model.number"]);
        Assert.AreEqual(0, seen["autorec.training.progress"]);
    }

    [TestMethod]
    public async Task Metrics_WithoutAModel_TellNoAge()
    {
        using var app = new ServingApp(TestDatabase.Sqlite().With("Learning:Epochs", "100000"));

        Assert.DoesNotContain("autorec.model.age", (await MeasureAsync(app)).Keys);
    }

    private static async Task<Dictionary<string, double>> MeasureAsync(ServingApp app)
    {
        var seen = new Dictionary<string, double>();
        var meters = app.Get<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == LearningMetrics.Name && instrument.Meter.Scope == meters)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Keep(instrument, value));
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Keep(instrument, value));
        listener.Start();
        await app.Visit().RecommendAsync();
        listener.RecordObservableInstruments();
        return seen;

        void Keep(Instrument instrument, double value)
        {
            lock (seen)
                seen[instrument.Name] = value;
        }
    }
}
