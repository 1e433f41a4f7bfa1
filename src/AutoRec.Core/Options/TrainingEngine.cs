namespace AutoRec;

/// <summary>What computes the training steps. All engines compute the same model.</summary>
public enum TrainingEngine
{
    /// <summary>The fastest that supports the options: the sparse one on the CPU, except with L-BFGS.</summary>
    Auto = 0,

    /// <summary>TorchSharp's autograd, on any of its devices; its work grows with rows × columns.</summary>
    Torch = 1,

    /// <summary>The library's own, on the CPU, without libtorch; its work grows with the number of ratings.</summary>
    Sparse = 2,
}
