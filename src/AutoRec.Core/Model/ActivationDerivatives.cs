using static AutoRec.ActivationFunctions;

namespace AutoRec.Model;

/// <summary>The derivatives of the activations, for backpropagation.</summary>
internal static class ActivationDerivatives
{
    /// <summary>Replaces each a by f(a), and sets <paramref name="derivatives"/> to f′(a).</summary>
    public static void ApplyWithDerivative(this Activation activation, Span<float> values, Span<float> derivatives)
    {
        if (activation == Activation.Swish)
            values.CopyTo(derivatives);
        activation.Apply(values);
        switch (activation)
        {
            case Activation.Identity:
                derivatives.Fill(1);
                break;
            case Activation.Sigmoid:
                // h(1 − h)
                TensorPrimitives.Multiply(values, values, derivatives);
                TensorPrimitives.Subtract(values, derivatives, derivatives);
                break;
            case Activation.Tanh:
                TensorPrimitives.Multiply(values, values, derivatives);
                TensorPrimitives.Subtract(1f, derivatives, derivatives);
                break;
            case Activation.ReLU:
                for (var i = 0; i < values.Length; i++)
                    derivatives[i] = values[i] > 0 ? 1 : 0;
                break;
            case Activation.Elu:
                for (var i = 0; i < values.Length; i++)
                    derivatives[i] = values[i] > 0 ? 1 : values[i] + 1;
                break;
            case Activation.Selu:
                for (var i = 0; i < values.Length; i++)
                    derivatives[i] = values[i] > 0 ? SeluScale : values[i] + SeluScale * SeluAlpha;
                break;
            case Activation.Swish:
                // s + h(1 − s), where s = sigmoid(a)
                for (var i = 0; i < values.Length; i++)
                {
                    var sigmoid = 1 / (1 + MathF.Exp(-derivatives[i]));
                    derivatives[i] = sigmoid + values[i] * (1 - sigmoid);
                }

                break;
        }
    }
}
