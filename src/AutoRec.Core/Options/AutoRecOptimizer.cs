namespace AutoRec;

/// <summary>How the weights follow their gradients.</summary>
public enum AutoRecOptimizer
{
    /// <summary>Adam (Kingma &amp; Ba 2015), the penalty part of the gradient; β .9 and .999, ε 1e-8.</summary>
    Adam = 0,

    /// <summary>Gradient descent with momentum.</summary>
    Sgd = 1,

    /// <summary>Resilient propagation (Riedmiller &amp; Braun 1993), as in the AutoRec paper; on all rows at once.</summary>
    RProp = 2,

    /// <summary>
    /// Limited-memory BFGS, as in the AutoRec paper; on all rows at once, up to 20 inner iterations an epoch. libtorch prints a warning
    /// about its own code for it.
    /// </summary>
    LBfgs = 3,
}
