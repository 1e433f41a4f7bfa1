using Microsoft.ML;

namespace AutoRec.Examples.Compare;

/// <summary>What training gives.</summary>
internal abstract class TrainedModel
{
    /// <summary>What was chosen on the validation ratings, in words; null where nothing was.</summary>
    public string? Choice { get; init; }

    /// <summary>A score for each row of UserId and ItemId; NaN where the model has none.</summary>
    public abstract float[] Score(IDataView ratings);

    /// <summary>Writes what scoring needs.</summary>
    public abstract void Save(Stream stream);
}
