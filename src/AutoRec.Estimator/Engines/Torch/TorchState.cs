using AutoRec.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace AutoRec.Engines.Torch;

/// <summary>Passes the weights of a module and the state of its optimizer to a checkpoint or back.</summary>
/// <remarks>L-BFGS keeps its state in libtorch, and TorchSharp gives no access to it.</remarks>
internal static class TorchState
{
    /// <param name="state">The stream.</param>
    /// <param name="module">The module with the weights.</param>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="parameters">The optimizer's parameters.</param>
    public static void Exchange(
        StateStream state, AutoRecModule module, optim.Optimizer optimizer, IEnumerable<Parameter> parameters)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        foreach (var (_, parameter) in module.named_parameters())
            Pass(state, parameter, areWeights: true);

        // The states are in the order of the parameters.
        var states = ((OptimizerHelper)optimizer).state_dict().State;
        foreach (var (parameter, ofParameter) in parameters.Zip(states))
            Pass(state, parameter, ofParameter);
    }

    private static void Pass(StateStream state, Parameter parameter, OptimizerState ofParameter)
    {
        switch (ofParameter)
        {
            case Adam.State adam:
                adam.step = state.Pass(adam.step);
                Pass(state, adam.exp_avg);
                Pass(state, adam.exp_avg_sq);
                break;
            case SGD.State sgd:
                // Without momentum, and before the first step, there is no buffer.
                if (!state.Pass(sgd.momentum_buffer is not null))
                    break;
                sgd.momentum_buffer ??= zeros_like(parameter).DetachFromDisposeScope();
                Pass(state, sgd.momentum_buffer);
                break;
            case Rprop.State rprop:
                rprop.step = state.Pass(rprop.step);
                Pass(state, rprop.prev);
                Pass(state, rprop.step_size);
                break;
            default:
                throw new NotSupportedException($"{ofParameter.GetType().FullName} cannot be saved in a checkpoint.");
        }
    }

    public static void Pass(StateStream state, Tensor tensor, bool areWeights = false)
    {
        var values = new float[checked((int)tensor.numel())];
        if (!state.IsReading)
            tensor.detach().cpu().contiguous().data<float>().CopyTo(values);
        if (areWeights)
            state.PassWeights(values);
        else
            state.Pass(values);
        if (state.IsReading)
            tensor.copy_(torch.tensor(values, tensor.shape));
    }
}
