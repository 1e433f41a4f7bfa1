using System.CommandLine;

namespace AutoRec.Benchmarks;

/// <summary>Engine against engine.</summary>
internal static class RatioCommand
{
    public static Command Create(CancellationToken cancellationToken) => new("ratio", "The sparse engine beside the dense one, in one run.");
}
