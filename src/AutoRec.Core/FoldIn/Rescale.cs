namespace AutoRec.FoldIn;

/// <summary>Shares the change of a function among the terms of its argument: each term's share is its size times one slope.</summary>
internal static class Rescale
{
    // A smaller difference is rounding noise, and so is the change of the function.
    private const float Least = 1e-6f;

    /// <summary>(f(b) − f(a))/(b − a), or 0 if a and b are equal.</summary>
    public static float Slope(float a, float b, float atA, float atB) => MathF.Abs(b - a) < Least ? 0 : (atB - atA) / (b - a);

    /// <summary>The slope of a function between a and b.</summary>
    public static float Slope(float a, float b, Func<float, float> function) => Slope(a, b, function(a), function(b));
}
