using AutoRec.Model;
using AutoRec.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutoRec.Engines.Torch;

/// <summary>The autoencoder as a TorchSharp module over dense rows, B × C. Its weights have the layout of <see cref="Network"/>.</summary>
internal sealed class AutoRecModule : nn.Module<Tensor, Tensor[], Tensor>
{
    private readonly Network _shape;
    private readonly Parameter[] _weights;
    private readonly Parameter[] _biases;
    private readonly Parameter? _shared;

    public AutoRecModule(Network network, bool sharedDecoder, Device device)
        : base(nameof(AutoRecModule))
    {
        using var scope = NewDisposeScope();
        _shape = network;
        _weights = [.. network.Layers.Select(layer => Own(Matrix(layer), device))];
        _biases = [.. network.Layers.Select(layer => Own(tensor(layer.Biases), device))];
        for (var l = 0; l < _weights.Length; l++)
        {
            register_parameter($"weight{l}", _weights[l]);
            register_parameter($"bias{l}", _biases[l]);
        }

        if (sharedDecoder)
            register_parameter("shared", _shared = Own(zeros(network.Output.Inputs), device));
    }

    /// <summary>The weights of all layers, which λ penalizes.</summary>
    public IReadOnlyList<Parameter> Weights => _weights;

    /// <summary>The biases of the last layer.</summary>
    public Parameter OutputBiases => _biases[^1];

    /// <param name="rows">B × C inputs, zero for entries that are not observed.</param>
    /// <param name="hiddenFactors">The dropout of each hidden layer, B × width; empty without dropout.</param>
    /// <returns>B × C outputs.</returns>
    public override Tensor forward(Tensor rows, Tensor[] hiddenFactors)
    {
        var hidden = rows;
        for (var l = 0; l < _shape.Hidden.Length; l++)
        {
            hidden = Apply(_shape.Encoder, hidden.matmul(_weights[l]).add_(_biases[l]));
            if (hiddenFactors.Length > 0)
                hidden = hidden * hiddenFactors[l];
        }

        var output = Apply(_shape.Decoder, hidden.matmul(Decoder().t()).add_(_biases[^1]));
        if (_shape.Decoder.Bounds() is null)
            return output;
        using Scalar span = _shape.OutputSpan.ToScalar(), shift = _shape.OutputShift.ToScalar();
        return (output * span) + shift;
    }

    public void CopyTo(Network network)
    {
        using var scope = NewDisposeScope();
        var layers = network.Layers.ToArray();
        for (var l = 0; l < layers.Length; l++)
        {
            (l < layers.Length - 1 ? _weights[l] : Decoder()).detach().cpu().data<float>().CopyTo(layers[l].Weights);
            _biases[l].detach().cpu().data<float>().CopyTo(layers[l].Biases);
        }
    }

    /// <summary>The last layer's weights, including the shared part.</summary>
    private Tensor Decoder()
    {
        Tensor own = _weights[^1];
        if (_shared is null)
            return own;
        // A named scalar: see TorchEngine.
        using var factor = EngineSettings.SharedFactor.ToScalar();
        return own.add(_shared, alpha: factor);
    }

    /// <summary>A parameter that lives as long as the module, in memory of Torch.</summary>
    private static Parameter Own(Tensor values, Device device)
    {
        var parameter = nn.Parameter(values.to(device, copy: true));
        parameter.DetachFromDisposeScope();
        return parameter;
    }

    private static Tensor Matrix(AutoRecLayer layer) => layer.RowPerOutput
        ? tensor(layer.Weights, layer.Outputs, layer.Inputs)
        : tensor(layer.Weights, layer.Inputs, layer.Outputs);

    private static Tensor Apply(Activation activation, Tensor values) => activation switch
    {
        Activation.Identity => values,
        Activation.Sigmoid => values.sigmoid(),
        Activation.Tanh => values.tanh(),
        Activation.ReLU => values.relu(),
        Activation.Elu => nn.functional.elu(values, 1),
        Activation.Selu => nn.functional.selu(values),
        Activation.Swish => nn.functional.silu(values),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Not an activation."),
    };
}
