namespace AutoRec.Training;

/// <summary>
/// Some consecutive units of a layer, which share sums: the sparse engine's products, and a second moment of
/// <see cref="AutoRecOptimizer.RowAdam"/>.
/// </summary>
internal static class UnitBlock
{
    /// <summary>Two of the widest vectors.</summary>
    public const int Multiple = 32;

    // A block is the smallest share of a thread. Eight blocks let eight threads share a layer.
    private const int Widest = 64;
    private const int Usual = 8;

    /// <summary>The units in a block of a layer. The last block may have fewer.</summary>
    public static int WidthOf(int units) => Math.Clamp(RoundUp(units / Usual), Multiple, Widest);

    public static int CountOf(int units) => (units + WidthOf(units) - 1) / WidthOf(units);

    public static int RoundUp(int units) => (units + Multiple - 1) / Multiple * Multiple;
}
