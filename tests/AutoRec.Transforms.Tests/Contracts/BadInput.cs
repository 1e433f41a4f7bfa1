using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>An input that a transformer cannot use, and what its error has to say.</summary>
/// <param name="Input">The input.</param>
/// <param name="Says">Parts of the message: the column, what was found, what was expected.</param>
public sealed record BadInput(IDataView Input, params string[] Says)
{
    /// <summary>Asserts that <paramref name="use"/> is refused with the message.</summary>
    public void AssertRefused(Action<IDataView> use)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => use(Input));
        foreach (var part in Says)
            Assert.Contains(part, error.Message);
    }
}
