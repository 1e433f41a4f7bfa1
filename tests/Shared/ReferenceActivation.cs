namespace AutoRec.Tests;

/// <summary>The activations in double precision, by their formulas.</summary>
internal static class ReferenceActivation
{
    public static double Apply(Activation activation, double a) => activation switch
    {
        Activation.Identity => a,
        Activation.Sigmoid => 1 / (1 + Math.Exp(-a)),
        Activation.Tanh => Math.Tanh(a),
        Activation.ReLU => Math.Max(0, a),
        Activation.Elu => a > 0 ? a : Math.Exp(a) - 1,
        Activation.Selu => 1.0507009873554805 * (a > 0 ? a : 1.6732632423543772 * (Math.Exp(a) - 1)),
        Activation.Swish => a / (1 + Math.Exp(-a)),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "ReferenceActivation has no formula for it."),
    };
}
