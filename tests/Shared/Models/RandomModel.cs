using AutoRec.Model;
using AutoRec.Training;

namespace AutoRec.Tests;

/// <summary>Untrained models with random weights, for tests of scoring and recommending.</summary>
internal static class RandomModel
{
    /// <param name="ratings">The encoded rows.</param>
    /// <param name="settings">All other settings.</param>
    public static AutoRecModelParameters Create(RatingMatrix ratings, ModelSettings settings)
    {
        var random = new Random(5);
        var widths = settings.Widths;
        var hidden = widths.Select((width, l) => CreateLayer(l == 0 ? ratings.ColumnCount : widths[l - 1], width, rowPerOutput: false))
            .ToArray();
        var output = CreateLayer(widths[^1], ratings.ColumnCount, rowPerOutput: true);
        var network = new Network(hidden, output, settings.Encoder, settings.Decoder, settings.OutputShift, settings.OutputSpan);

        var codes = new float[ratings.RowCount * network.CodeLength];

        // Not the count of new models: scoring must take the model's own.
        var preparation = new TrainingSet(ratings, settings.Baseline, settings.Normalization).Preparation with
        {
            TypicalCount = (float)ratings.Count / ratings.RatedRows().Length,
        };
        var means = RatingMeans.Of(ratings, damping: 1); // Nor the fitted one.
        var model = new AutoRecModelParameters(
            settings.Variant, preparation, network, codes, means, settings.ColdStart, settings.Clip, settings.Lambda)
        {
            Share = settings.Share,
        };
        for (var row = 0; row < ratings.RowCount; row++)
        {
            if (ratings.CountOf(row) > 0)
                model.Encode(ratings.ColumnsOf(row), ratings.ValuesOf(row), codes.AsSpan(row * network.CodeLength, network.CodeLength));
        }

        return float.IsNaN(settings.MeanCode)
            ? model
            : model.WithMeanCode([.. Enumerable.Repeat(settings.MeanCode, network.CodeLength)]);

        AutoRecLayer CreateLayer(int inputs, int outputs, bool rowPerOutput) =>
            new(inputs, outputs, rowPerOutput, Draw(inputs * outputs), Draw(outputs));

        // The sum of three uniform numbers is close enough to a normal one.
        float[] Draw(int count) => [.. Enumerable.Range(0, count)
            .Select(_ => (float)(settings.Deviation * 2 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5)))];
    }
}
