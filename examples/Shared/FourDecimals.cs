namespace AutoRec.Examples;

/// <summary>How figures are printed that can be negative: without a sign where they round to zero.</summary>
internal static class FourDecimals
{
    public const string Format = "0.0000;-0.0000;0.0000";
}
