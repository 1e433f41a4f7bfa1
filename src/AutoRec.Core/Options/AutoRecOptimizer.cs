namespace AutoRec;

/// <summary>The rule that turns gradients into steps of the weights.</summary>
public enum AutoRecOptimizer
{
    /// <summary>Adam (Kingma &amp; Ba 2015) with β 0.9 and 0.999 and ε 1e-8. The penalty is a part of the gradient.</summary>
    Adam = 0,

    /// <summary>Gradient descent with momentum.</summary>
    Sgd = 1,

    /// <summary>Resilient propagation (Riedmiller &amp; Braun 1993) on all rows at once, as in the AutoRec paper.</summary>
    RProp = 2,

    /// <summary>
    /// Limited-memory BFGS on all rows at once, as in the AutoRec paper, with up to 20 inner iterations in each epoch. It needs the
    /// TorchSharp engine. libtorch prints a warning about its own implementation.
    /// </summary>
    LBfgs = 3,

    /// <summary>
    /// <see cref="Adam"/> with one second moment for each row of a weight matrix and 64 units: the moving mean of the block's mean square
    /// (partial row-wise Adam). It takes two thirds of the memory and moves less of it, and its RMSE is 0.03 to 0.09 % higher on nine data
    /// sets. Vectors have a second moment for each number.
    /// </summary>
    /// <remarks>A row is the weights of a user, an item or a feature. Matrices of fewer than 512 units have smaller blocks.</remarks>
    RowAdam = 4,
}
