namespace AutoRec;

/// <summary>Checks of options. Each error names the option, its value and the expected values.</summary>
internal static class OptionCheck
{
    public static void RequireDefined<T>(T value, string name)
        where T : struct, Enum => Require(Enum.IsDefined(value), name, value, string.Join(", ", Enum.GetNames<T>()));

    public static void RequireFraction(double value, string name) =>
        Require(value is >= 0 and < 1, name, value, "from 0 (included) to 1 (excluded)");

    public static void RequireName(string? value, string name) =>
        Require(!string.IsNullOrEmpty(value), name, value is null ? "null" : "empty", "the name of a column");

    /// <exception cref="ArgumentOutOfRangeException">The condition does not hold.</exception>
    public static void Require(bool condition, string name, object? found, string expected)
    {
        if (!condition)
            throw new ArgumentOutOfRangeException(null, FormattableString.Invariant($"The option {name} is {found}; expected {expected}."));
    }
}
