namespace AutoRec.Model;

/// <summary>The scalings of a model for the features of new rows and columns. Immutable.</summary>
/// <param name="Rows">The features of the encoded rows; null if the training had none.</param>
/// <param name="Columns">The features of the columns; null if the training had none.</param>
internal sealed record ModelFeatures(SideFeatures? Rows, SideFeatures? Columns);

/// <summary>The features of one side of the matrix.</summary>
/// <param name="Scaling">The scaling of training.</param>
/// <param name="Mean">The mean of the scaled features of training. It stands for unknown features.</param>
internal sealed record SideFeatures(FeatureScaling Scaling, FeatureVector Mean)
{
    /// <summary>Takes the scaled features of the vectors with ratings whose features are known.</summary>
    public static SideFeatures Of(FeatureScaling scaling, FeatureMatrix scaled, IReadOnlyList<int> used)
    {
        var sums = new double[scaled.SlotCount];
        foreach (var index in used)
        {
            for (var i = 0; i < scaled[index].Count; i++)
                sums[scaled[index].Slots[i]] += scaled[index].Values[i];
        }

        int[] slots = [.. Enumerable.Range(0, sums.Length).Where(slot => sums[slot] != 0)];
        return new(scaling, new(slots, Array.ConvertAll(slots, slot => (float)(sums[slot] / used.Count))));
    }

    /// <summary>The scaled features; the mean if they are null or unknown.</summary>
    public FeatureVector Scale(FeatureVector? features) => features is null or { IsUnknown: true } ? Mean : Scaling.Apply(features);
}
