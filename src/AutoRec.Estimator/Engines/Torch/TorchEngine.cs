using System.Runtime.InteropServices;
using AutoRec.Checkpoints;
using AutoRec.Engines.Torch.Native;
using AutoRec.Model;
using AutoRec.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutoRec.Engines.Torch;

/// <summary>Trains with TorchSharp: dense rows, autograd and <c>torch.optim</c>, on any device. The time grows with B × C.</summary>
internal sealed class TorchEngine : ITrainingEngine, IResumable
{
    private readonly EngineSettings _settings;
    private readonly Network _shape;
    private readonly Device _device;
    private readonly AutoRecModule _module;
    private readonly Parameter[] _optimized; // The parameters of the optimizer: with RowAdam, the vectors.
    private readonly optim.Optimizer _optimizer;
    private readonly RowAdam? _matrices;
    private readonly TorchThreads _threads;
    private long[] _entries = [];

    public TorchEngine(Network network, EngineSettings settings)
    {
        LibTorch.EnsureLoaded();
        (_settings, _shape) = (settings, network);
        (_device, _module) = CreateModule(network, settings);
        var isRowAdam = settings.Optimizer == AutoRecOptimizer.RowAdam;
        _optimized = [.. _module.parameters().Where(parameter => !isRowAdam || parameter.dim() == 1)];
        _optimizer = CreateOptimizer(_optimized, settings);
        _matrices = isRowAdam ? new RowAdam(_module.parameters().Where(parameter => parameter.dim() == 2)) : null;
        _threads = new TorchThreads(settings.Threads ?? Environment.ProcessorCount);
    }

    public double Step(Batch batch, double learningRate)
    {
        using var scope = NewDisposeScope();
        SetLearningRate(learningRate);
        var inputs = Load(batch);
        double? before = null; // L-BFGS computes the gradient several times in a step.
        _optimizer.step(() =>
        {
            using var evaluation = NewDisposeScope();
            var squaredErrors = ComputeGradient(batch, inputs);
            before ??= squaredErrors.item<double>();
            return Objective(batch, squaredErrors).MoveToOuterDisposeScope();
        });
        _matrices?.Step(learningRate);
        return before!.Value;
    }

    public void CopyTo(Network network) => _module.CopyTo(network);

    /// <summary>Passes the weights and the state of the optimizer. Training draws no random number of Torch.</summary>
    public void Exchange(StateStream state)
    {
        TorchState.Exchange(state, _module, _optimizer, _optimized);
        _matrices?.Exchange(state);
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _matrices?.Dispose();
        _module.Dispose();
        _threads.Dispose();
    }

    /// <summary>Computes the gradient of ½ [c Σωe² + Σ decay ‖weights‖²] in the parameters, and returns Σωe².</summary>
    private Tensor ComputeGradient(Batch batch, Inputs inputs)
    {
        _module.zero_grad();
        var errors = _module.call(inputs.Rows, inputs.Features, inputs.HiddenFactors).take(inputs.Entries) - inputs.Targets;
        var squares = errors.square();
        if (inputs.Weights is not null)
            squares *= inputs.Weights;
        var squaredErrors = squares.sum(ScalarType.Float64);
        // A named scalar, because a temporary one can be finalized during the native call.
        using var weight = (0.5 * batch.LossWeight).ToScalar();
        (squaredErrors * weight).backward();

        using (no_grad())
        {
            foreach (var (parameter, factor) in Penalized())
            {
                using var decay = factor.ToScalar();
                parameter.grad!.add_(parameter, alpha: decay);
            }
        }

        return squaredErrors.detach();
    }

    private Tensor Objective(Batch batch, Tensor squaredErrors)
    {
        if (_settings.Optimizer != AutoRecOptimizer.LBfgs)
            return squaredErrors; // Other optimizers ignore it.
        using var weight = (0.5 * batch.LossWeight).ToScalar();
        var objective = squaredErrors * weight;
        foreach (var (parameter, factor) in Penalized())
        {
            using var decay = (0.5 * factor).ToScalar();
            objective += parameter.detach().square().sum(ScalarType.Float64) * decay;
        }

        return objective;
    }

    /// <summary>The penalized parameters and their decay: the weights of all layers and features, and the biases of the last.</summary>
    private IEnumerable<(Parameter Parameter, double Decay)> Penalized() =>
    [
        .. Of(_module.RowFeatures, _settings.EncoderDecay),
        .. Of(_module.ColumnFeatures, _settings.ColumnFeatureDecay),
        .. _module.Weights.SkipLast(1).Select(weights => (weights, _settings.EncoderDecay)),
        (_module.Weights[^1], _settings.Decay),
        (_module.OutputBiases, _settings.BiasDecay),
    ];

    private static IEnumerable<(Parameter, double)> Of(Parameter? parameter, double decay) =>
        parameter is null ? [] : [(parameter, decay)];

    /// <summary>A batch on the device: dense rows, and the positions of the observed entries. Weights are null if all are 1.</summary>
    private sealed record Inputs(Tensor Rows, Tensor? Features, Tensor Entries, Tensor Targets, Tensor? Weights, Tensor[] HiddenFactors);

    private Inputs Load(Batch batch)
    {
        if (_entries.Length < batch.Count)
            _entries = new long[batch.Count];
        for (var b = 0; b < batch.RowCount; b++)
        {
            for (var i = batch.RowPointers[b]; i < batch.RowPointers[b + 1]; i++)
                _entries[i] = (long)b * batch.ColumnCount + batch.Columns[i];
        }

        var entries = tensor(_entries.AsSpan(0, batch.Count).ToArray(), device: _device);
        var values = tensor(batch.Inputs.ToArray(), device: _device);
        var rows = zeros(batch.RowCount * (long)batch.ColumnCount, device: _device).scatter_(0, entries, values);
        var factors = batch.HasHiddenFactors ? _shape.Hidden.Select(Factors).ToArray() : [];
        return new Inputs(
            rows.view(batch.RowCount, batch.ColumnCount),
            batch.HasFeatures ? FeaturesOf(batch) : null,
            entries,
            tensor(batch.Targets.ToArray(), device: _device),
            batch.IsWeighted ? tensor(batch.Weights.ToArray(), device: _device) : null,
            factors);

        Tensor Factors(AutoRecLayer layer, int l) =>
            tensor(batch.HiddenFactors(l).ToArray(), batch.RowCount, layer.Outputs, device: _device);
    }

    /// <summary>B × P inputs of features.</summary>
    private Tensor FeaturesOf(Batch batch)
    {
        var slotCount = _shape.RowFeatures!.Inputs;
        var values = new float[ArraySize.Of(batch.RowCount, slotCount, "features of a batch", "Lower BatchSize.")];
        for (var b = 0; b < batch.RowCount; b++)
        {
            for (var i = batch.FeaturePointers[b]; i < batch.FeaturePointers[b + 1]; i++)
                values[(b * slotCount) + batch.FeatureSlots[i]] = batch.FeatureInputs[i];
        }

        return tensor(values, batch.RowCount, slotCount, device: _device);
    }

    private void SetLearningRate(double learningRate)
    {
        if (_optimizer is LBFGS lbfgs)
        {
            lbfgs.LearningRate = learningRate;
            return;
        }

        foreach (var group in _optimizer.ParamGroups)
            group.LearningRate = learningRate;
    }

    private static optim.Optimizer CreateOptimizer(IEnumerable<Parameter> parameters, EngineSettings settings) =>
        settings.VectorOptimizer switch
        {
            AutoRecOptimizer.Adam =>
                optim.Adam(parameters, beta1: EngineSettings.AdamBeta1, beta2: EngineSettings.AdamBeta2, eps: EngineSettings.AdamEpsilon),
            AutoRecOptimizer.Sgd => optim.SGD(parameters, settings.FirstLearningRate, momentum: settings.Momentum),
            AutoRecOptimizer.RProp => optim.Rprop(parameters, lr: settings.FirstLearningRate),
            AutoRecOptimizer.LBfgs => optim.LBFGS(parameters, lr: settings.FirstLearningRate),
            _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Optimizer, "Not an optimizer."),
        };

    private static (Device Device, AutoRecModule Module) CreateModule(Network network, EngineSettings settings)
    {
        var deviceName = settings.Device;
        try
        {
            var device = torch.device(deviceName);
            return device.type is DeviceType.CPU or DeviceType.CUDA or DeviceType.MPS
                ? (device, new AutoRecModule(network, settings, device))
                : throw new ArgumentException($"Torch cannot train on devices of type {device.type}.");
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or ExternalException)
        {
            var advice = deviceName.StartsWith("cuda", StringComparison.Ordinal)
                ? "Reference the package TorchSharp-cuda-windows or TorchSharp-cuda-linux and check the driver, or set Device = \"cpu\"."
                : "Expected a device of this machine: \"cpu\", \"cuda\", \"cuda:1\" or \"mps\".";
            var reason = e.Message.ReplaceLineEndings("\n").Split('\n')[0];
            throw new InvalidOperationException($"The option Device is '{deviceName}', which cannot be used: {reason} {advice}", e);
        }
    }
}
