namespace AutoRec;

/// <summary>The engine that computes the training steps. All engines compute the same model.</summary>
public enum TrainingEngine
{
    /// <summary>The sparse engine where it supports the options; TorchSharp for other devices and for L-BFGS.</summary>
    Auto = 0,

    /// <summary>TorchSharp's autograd, on any of its devices. Its time grows with rows × columns.</summary>
    Torch = 1,

    /// <summary>The library's own engine, on the CPU and without libtorch. Its time grows with the number of ratings.</summary>
    Sparse = 2,
}
