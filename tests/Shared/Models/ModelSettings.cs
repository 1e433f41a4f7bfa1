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

    /// <summary>The mean code of the training rows, which only fold-in reads: the same number for each unit; NaN for none.</summary>
    public float MeanCode { get; init; } = float.NaN;

    /// <summary>λ, which only fold-in reads.</summary>
    public float Lambda { get; init; } = 10;

    /// <summary>The share that the network's output counts, which only fold-in reads.</summary>
    public float Share { get; init; } = 1;
}
