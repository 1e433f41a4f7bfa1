using System.Diagnostics.Metrics;
using AutoRec.Examples.Serving.Learning;

namespace AutoRec.Tests;

[TestClass]
public sealed class MetricsTests
{
    [TestMethod]
    public async Task Metrics_OfAServiceThatAnswers_TellFoldInTimeAndModel()
    {
        var seen = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == LearningMetrics.Name)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Keep(instrument, value));
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Keep(instrument, value));
        listener.Start();
        using var app = new ServingApp(TestDatabase.Sqlite());
        await app.WhenTrainedAsync();
        await app.Visit().RecommendAsync();
        listener.RecordObservableInstruments();

        Assert.IsGreaterThan(0, seen["autorec.fold_in.duration"]);
        Assert.IsGreaterThan(0, seen["autorec.model.age"]);
        Assert.AreEqual(1, seen["autorec.model.number"]);
        Assert.AreEqual(0, seen["autorec.training.progress"]);

        void Keep(Instrument instrument, double value)
        {
            lock (seen)
                seen[instrument.Name] = value;
        }
    }
}
