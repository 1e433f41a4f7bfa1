using Microsoft.ML;

namespace AutoRec.Tests;

/// <summary>An input that a transformer refuses, and its expected error.</summary>
/// <param name="Input">The input.</param>
/// <param name="Says">Parts of the message: the column, what was found, what was expected.</param>
public sealed record BadInput(IDataView Input, params string[] Says)
{
    /// <summary>Asserts that <paramref name="use"/> is refused with the message.</summary>
    public void AssertRefused(Action<IDataView> use)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => use(Input), ToString());
        foreach (var part in Says)
            Assert.Contains(part, error.Message);
    }

    /// <summary>Names the case in a list of tests.</summary>
    public override string ToString() => string.Join(", ", Says);
}
