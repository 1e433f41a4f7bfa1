namespace AutoRec.Examples.Serving.Store;

/// <summary>The ratings that can be given: from a minimum to a maximum, in steps.</summary>
internal sealed record StarScale(double Minimum, double Maximum, double Step)
{
    /// <param name="stars">The distinct stars of the data.</param>
    public static StarScale Of(IReadOnlyCollection<double> stars)
    {
        var step = stars.Any(value => value != Math.Floor(value)) ? 0.5 : 1;
        return new(step, 5, step);
    }

    public bool Contains(double stars) => stars >= Minimum && stars <= Maximum && stars / Step == Math.Floor(stars / Step);

    public override string ToString() => FormattableString.Invariant($"{Minimum} to {Maximum} in steps of {Step}");
}
