using AutoRec.Model;
using AutoRec.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutoRec.Engines.Torch;

/// <summary>The autoencoder as a TorchSharp module over dense rows, B × C. Its weights have the layout of <see cref="Network"/>.</summary>
internal sealed class AutoRecModule : nn.Module<Tensor, Tensor?, Tensor[], Tensor>
{
    private readonly Network _shape;
    private readonly Parameter[] _weights;
    private readonly Parameter[] _biases;
    private readonly Parameter? _shared;
    private readonly Parameter? _rowFeatures; // A, P × K₁.
    private readonly Parameter? _columnFeatures; // G, Q × K.
    private readonly Tensor? _featuresOfColumns; // g, C × Q.

    public AutoRecModule(Network network, EngineSettings settings, Device device)
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

        if (settings.SharedDecoder)
            register_parameter("shared", _shared = Own(tensor(settings.SharedStart ?? new float[network.Output.Inputs]), device));
        if (network.RowFeatures is { } rows)
            register_parameter("rowFeatures", _rowFeatures = Own(Matrix(rows), device));
        if (network.ColumnFeatures is { } columns)
        {
            register_parameter("columnFeatures", _columnFeatures = Own(Matrix(columns), device));
            _featuresOfColumns = Dense(settings.ColumnFeatures!).to(device).DetachFromDisposeScope();
        }
    }

    /// <summary>A, which is penalized like the first layer; null without features of rows.</summary>
    public Parameter? RowFeatures => _rowFeatures;

    /// <summary>G; null without features of columns.</summary>
    public Parameter? ColumnFeatures => _columnFeatures;

    /// <summary>The weights of all layers, which λ penalizes.</summary>
    public IReadOnlyList<Parameter> Weights => _weights;

    /// <summary>The biases of the last layer.</summary>
    public Parameter OutputBiases => _biases[^1];

    /// <param name="rows">B × C inputs, zero for entries that are not observed.</param>
    /// <param name="features">B × P inputs of features; null without features of rows.</param>
    /// <param name="hiddenFactors">The dropout of each hidden layer, B × width; empty without dropout.</param>
    /// <returns>B × C outputs.</returns>
    public override Tensor forward(Tensor rows, Tensor? features, Tensor[] hiddenFactors)
    {
        var hidden = rows;
        for (var l = 0; l < _shape.Hidden.Length; l++)
        {
            var sums = hidden.matmul(_weights[l]).add_(_biases[l]);
            if (l == 0 && features is not null)
                sums = sums + features.matmul(_rowFeatures!);
            hidden = Apply(_shape.Encoder, sums);
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

        _rowFeatures?.detach().cpu().data<float>().CopyTo(network.RowFeatures!.Weights);
        if (_columnFeatures is null)
            return;
        using var factor = EngineSettings.SharedFactor.ToScalar();
        (_columnFeatures.detach() * factor).cpu().data<float>().CopyTo(network.ColumnFeatures!.Weights);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _featuresOfColumns?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The last layer's weights, including the parts that columns share.</summary>
    private Tensor Decoder()
    {
        Tensor weights = _weights[^1];
        // A named scalar: see TorchEngine.
        using var factor = EngineSettings.SharedFactor.ToScalar();
        if (_shared is not null)
            weights = weights.add(_shared, alpha: factor);
        return _columnFeatures is null ? weights : weights.add(_featuresOfColumns!.matmul(_columnFeatures), alpha: factor);
    }

    private static Tensor Dense(FeatureMatrix features)
    {
        var values = new float[checked(features.Count * features.SlotCount)];
        for (var row = 0; row < features.Count; row++)
        {
            for (var i = 0; i < features[row].Count; i++)
                values[(row * features.SlotCount) + features[row].Slots[i]] = features[row].Values[i];
        }

        return tensor(values, features.Count, features.SlotCount);
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
