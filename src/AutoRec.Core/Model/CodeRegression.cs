namespace AutoRec.Model;

/// <summary>
/// A ridge regression of the codes of rows on their features, for rows without ratings. The encoder never learns without ratings, and its
/// codes of such rows were worse than the cold-start rule. Immutable.
/// </summary>
/// <param name="Layer">P × K weights, and K constants.</param>
internal sealed record CodeRegression(AutoRecLayer Layer)
{
    /// <summary>Computes the code of a row without ratings, K values, from its scaled features.</summary>
    public void Predict(FeatureVector features, Span<float> code)
    {
        Layer.Biases.CopyTo(code);
        for (var i = 0; i < features.Count; i++)
            TensorPrimitives.MultiplyAdd(Layer.Row(features.Slots[i]), features.Values[i], code, code);
    }

    /// <summary>Fits the regression to training rows.</summary>
    /// <param name="features">The scaled features of the rows.</param>
    /// <param name="codes">The codes, R × K.</param>
    /// <param name="weights">The weight of each row: the number of its ratings.</param>
    /// <param name="parallel">The threads.</param>
    public static CodeRegression Fit(FeatureMatrix features, float[] codes, double[] weights, ParallelOptions parallel)
    {
        var width = codes.Length / features.Count;
        var layer = new AutoRecLayer(features.SlotCount, width, rowPerOutput: false);
        var system = new FeatureSystem(features, weights);
        Parallel.For(0, width, parallel, unit =>
        {
            var fit = system.Fit(row => codes[(row * width) + unit]);
            layer.Biases[unit] = fit.Constant;
            for (var slot = 0; slot < fit.Weights.Length; slot++)
                layer.Weights[(slot * width) + unit] = fit.Weights[slot];
        });
        return new(layer);
    }
}
