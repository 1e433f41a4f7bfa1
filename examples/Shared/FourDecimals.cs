namespace AutoRec.Examples;

/// <summary>The format of figures that can be negative. It prints no sign before a rounded zero.</summary>
internal static class FourDecimals
{
    public const string Format = "0.0000;-0.0000;0.0000";
}
