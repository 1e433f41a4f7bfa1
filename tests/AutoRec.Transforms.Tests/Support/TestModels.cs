using AutoRec.DataViews;
using AutoRec.Model;
using AutoRec.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace AutoRec.Tests;

/// <summary>The settings of a test model. The defaults are small and use every part of the scoring.</summary>
internal sealed record ModelSettings
{
    public AutoRecVariant Variant { get; init; } = AutoRecVariant.ItemBased;

    /// <summary>The widths of all hidden layers, those of the decoder included.</summary>
    public IReadOnlyList<int> Widths { get; init; } = [6];

    public Activation Encoder { get; init; } = Activation.Sigmoid;

    public Activation Decoder { get; init; } = Activation.Identity;

    public float OutputShift { get; init; }

    public float OutputSpan { get; init; } = 1;

    public BaselineKind Baseline { get; init; } = BaselineKind.Biases;

    public InputNormalization Normalization { get; init; } = InputNormalization.RatingCount;

    public ColdStart ColdStart { get; init; } = ColdStart.Mean;

    public bool Clip { get; init; } = true;

    /// <summary>The standard deviation of the random weights, large enough to make all scores different.</summary>
    public double Deviation { get; init; } = 0.2;
}

/// <summary>Untrained models with random weights, for tests of the scoring.</summary>
internal static class TestModels
{
    public static readonly ModelSettings Default = new();

    private const float Lambda = 10;

    /// <summary>The training ratings of <see cref="SmallRatings"/>: items × users, with the indices of its key mapping.</summary>
    public static RatingMatrix SmallMatrix { get; } = ReadSmallMatrix();

    /// <summary>A model of the small ratings.</summary>
    public static AutoRecModelParameters Create(ModelSettings settings) =>
        Create(settings.Variant == AutoRecVariant.ItemBased ? SmallMatrix : SmallMatrix.Transpose(), settings);

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
        var preparation = new TrainingSet(ratings, settings.Baseline, settings.Normalization).Preparation;
        var model = new AutoRecModelParameters(
            settings.Variant, preparation, network, codes, RatingMeans.Of(ratings), settings.ColdStart, settings.Clip, Lambda);
        for (var row = 0; row < ratings.RowCount; row++)
        {
            if (ratings.CountOf(row) > 0)
                model.Encode(ratings.ColumnsOf(row), ratings.ValuesOf(row), codes.AsSpan(row * network.CodeLength, network.CodeLength));
        }

        return model;

        AutoRecLayer CreateLayer(int inputs, int outputs, bool rowPerOutput) =>
            new(inputs, outputs, rowPerOutput, Draw(inputs * outputs), Draw(outputs));

        // The sum of three uniform numbers is close enough to a normal one.
        float[] Draw(int count) => [.. Enumerable.Range(0, count)
            .Select(_ => (float)(settings.Deviation * 2 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5)))];
    }

    public static AutoRecPredictionTransformer<AutoRecModelParameters> Prediction(ModelSettings settings) =>
        new(new("user", "item", Create(settings), Recommendation: null));

    /// <summary>A blend of a model of the settings, with weight 0.5, and a user-based model, with weight 0.25.</summary>
    public static AutoRecPredictionTransformer<AutoRecBlendModelParameters> Blend(ModelSettings settings)
    {
        AutoRecModelParameters[] members = [Create(settings), Create(settings with { Variant = AutoRecVariant.UserBased, Widths = [4] })];
        return new(new("user", "item", new AutoRecBlendModelParameters(members, [0.5f, 0.25f]), Recommendation: null));
    }

    /// <summary>A one-class model, trained on the small ratings as if their stars were counts.</summary>
    public static AutoRecPredictionTransformer<OneClassModelParameters> OneClass(bool keepRatings = true)
    {
        var context = new RunContext(Seed: 1, Log: _ => { }, ThrowIfCanceled: () => { });
        var (model, recommendation) = OneClassTraining.Train(SmallMatrix, keepRatings, threads: 1, context);
        return new(new("user", "item", model, recommendation));
    }

    public static AutoRecReconstructionTransformer Reconstruction(ModelSettings settings) => new(Create(settings), "Ratings");

    private static RatingMatrix ReadSmallMatrix()
    {
        var mlContext = new MLContext();
        var view = SmallRatings.LoadKeyed(mlContext, SmallRatings.Train);
        using var channel = ((IHostEnvironment)mlContext).Register(nameof(TestModels)).Start("Read");
        return new RatingReader(view.Schema, "item", "user", "Label").Read(view, channel);
    }
}
