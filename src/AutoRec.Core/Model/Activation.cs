namespace AutoRec;

/// <summary>The function that a layer applies to each of its values.</summary>
public enum Activation
{
    /// <summary>a</summary>
    Identity = 0,

    /// <summary>1 / (1 + e⁻ᵃ), from 0 to 1.</summary>
    Sigmoid = 1,

    /// <summary>tanh a, from −1 to 1.</summary>
    Tanh = 2,

    /// <summary>max(0, a)</summary>
    ReLU = 3,

    /// <summary>a where a &gt; 0, otherwise eᵃ − 1.</summary>
    Elu = 4,

    /// <summary>1.0507 · (a where a &gt; 0, otherwise 1.67326 · (eᵃ − 1)) (Klambauer et al. 2017).</summary>
    Selu = 5,

    /// <summary>a · sigmoid(a), also called SiLU.</summary>
    Swish = 6,
}

internal static class ActivationFunctions
{
    internal const float SeluScale = 1.05070098735548049342f;
    internal const float SeluAlpha = 1.67326324235437728481f;

    /// <summary>Applies the function to each value, in place.</summary>
    public static void Apply(this Activation activation, Span<float> values)
    {
        switch (activation)
        {
            case Activation.Sigmoid:
                TensorPrimitives.Sigmoid(values, values);
                break;
            case Activation.Tanh:
                TensorPrimitives.Tanh(values, values);
                break;
            case Activation.ReLU:
                TensorPrimitives.Max(values, 0f, values);
                break;
            case Activation.Elu:
                Map(values, static a => a > 0 ? a : MathF.Exp(a) - 1);
                break;
            case Activation.Selu:
                Map(values, static a => SeluScale * (a > 0 ? a : SeluAlpha * (MathF.Exp(a) - 1)));
                break;
            case Activation.Swish:
                Map(values, static a => a / (1 + MathF.Exp(-a)));
                break;
        }
    }

    /// <summary>The bounds of the function's values; null if it is unbounded. A bounded decoder is stretched to its targets.</summary>
    public static (float Low, float High)? Bounds(this Activation activation) => activation switch
    {
        Activation.Sigmoid => (0, 1),
        Activation.Tanh => (-1, 1),
        _ => null,
    };

    private static void Map(Span<float> values, Func<float, float> function)
    {
        foreach (ref var value in values)
            value = function(value);
    }
}
