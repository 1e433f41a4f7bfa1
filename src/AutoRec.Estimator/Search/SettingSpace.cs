using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace AutoRec.Search;

/// <summary>The settings among which a search looks: which options vary, and what they can be.</summary>
/// <typeparam name="TOptions">The options of a trainer, or whatever else a pipeline is made of.</typeparam>
/// <param name="create">Makes options as they are without what varies; called for each setting.</param>
public sealed class SettingSpace<TOptions>(Func<TOptions> create)
{
    private const int DrawsForEachSetting = 100;
    private const string GiveNames = " Give each value a name: Vary(name, set, (\"first\", value), (\"second\", other)).";

    private readonly Func<TOptions> _create = create ?? throw new ArgumentNullException(nameof(create));
    private readonly List<Dimension> _dimensions = [];

    /// <summary>Varies something among listed values.</summary>
    /// <typeparam name="TValue">Their type; what they are called is what <c>ToString</c> says, lists by their elements.</typeparam>
    /// <param name="name">What it is called in descriptions.</param>
    /// <param name="set">Gives options a value.</param>
    /// <param name="values">The values, at least one.</param>
    /// <returns>This space.</returns>
    /// <exception cref="ArgumentException">
    /// There is no value; two of them are called the same, or one only by its type: give names, as the other overload takes them. The name is
    /// taken, is empty, or has a tab or a line break in it.
    /// </exception>
    public SettingSpace<TOptions> Vary<TValue>(string name, Action<TOptions, TValue> set, params TValue[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Vary(name, set, Array.ConvertAll(values, value => (Describe(value), value)));
    }

    /// <summary>Varies something among listed values that are given names, as those need that say nothing of themselves.</summary>
    /// <typeparam name="TValue">Their type.</typeparam>
    /// <param name="name">What it is called in descriptions.</param>
    /// <param name="set">Gives options a value.</param>
    /// <param name="values">The values, at least one, each after what it is called.</param>
    /// <returns>This space.</returns>
    /// <exception cref="ArgumentException">There is no value; two are called the same; a name is taken, is empty, or has a tab or a line break in it.</exception>
    [OverloadResolutionPriority(1)]
    public SettingSpace<TOptions> Vary<TValue>(string name, Action<TOptions, TValue> set, params (string Name, TValue Value)[] values)
    {
        ArgumentNullException.ThrowIfNull(set);
        SearchName.CheckList(values, value => value.Name, $"values of '{name}'", GiveNames);
        var choices = Array.ConvertAll(values, named => new Choice(named.Name, options => set(options, named.Value)));
        return Add(new Dimension(name, choices, random => choices[random.Next(choices.Length)]));
    }

    /// <summary>Varies a number between two bounds, for random search: a grid has no step for it.</summary>
    /// <param name="name">What it is called in descriptions.</param>
    /// <param name="set">Gives options a value: of four digits, or a bound.</param>
    /// <param name="low">The least value.</param>
    /// <param name="high">The greatest value.</param>
    /// <param name="logarithmic">Whether each factor is as likely as any other, rather than each difference; both bounds are then greater than 0.</param>
    /// <returns>This space.</returns>
    /// <exception cref="ArgumentException">
    /// The bounds are not in order, or logarithmic and not positive. The name is taken, is empty, or has a tab or a line break in it.
    /// </exception>
    public SettingSpace<TOptions> VaryBetween(string name, Action<TOptions, double> set, double low, double high, bool logarithmic = false)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (!(low < high) || !double.IsFinite(high - low) || (logarithmic && low <= 0))
            throw new ArgumentException(FormattableString.Invariant($"'{name}' goes from {low} to {high}; expected finite bounds in ascending order{(logarithmic ? ", greater than 0" : "")}."), nameof(low));
        return Add(new Dimension(name, null, Draw));

        Choice Draw(Random random)
        {
            var part = random.NextDouble();
            var exact = logarithmic ? low * Math.Pow(high / low, part) : low + (part * (high - low));

            // What the description says is what is set, so that it can be typed in again.
            var value = Math.Clamp(double.Parse(exact.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture), low, high);
            return new Choice(FormattableString.Invariant($"{value}"), options => set(options, value));
        }
    }

    /// <summary>Every combination of the listed values, the last one varied fastest.</summary>
    /// <exception cref="InvalidOperationException">Something varies between bounds, or nothing varies.</exception>
    public IReadOnlyList<SearchSetting<TOptions>> Grid()
    {
        if (_dimensions.Find(dimension => dimension.Choices is null) is { } continuous)
            throw new InvalidOperationException($"'{continuous.Name}' varies between bounds, which makes no grid. Draw settings with Random, or list values with Vary.");
        IEnumerable<Choice[]> combinations = [[]];
        foreach (var dimension in NotEmpty())
            combinations = combinations.SelectMany(_ => dimension.Choices!, (others, choice) => (Choice[])[.. others, choice]);
        return [.. combinations.Select(Combine)];
    }

    /// <summary>Settings drawn at random, no two of the same description.</summary>
    /// <param name="count">How many; fewer come where there are no more.</param>
    /// <param name="seed">Of the draws.</param>
    /// <exception cref="InvalidOperationException">Nothing varies.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than 1.</exception>
    public IReadOnlyList<SearchSetting<TOptions>> Random(int count, int seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var random = new Random(seed);
        var settings = new Dictionary<string, SearchSetting<TOptions>>();
        for (var draw = 0L; settings.Count < count && draw < (long)count * DrawsForEachSetting; draw++)
        {
            var setting = Combine([.. NotEmpty().Select(dimension => dimension.Draw(random))]);
            settings.TryAdd(setting.Description, setting);
        }

        return [.. settings.Values];
    }

    private SettingSpace<TOptions> Add(Dimension dimension)
    {
        SearchName.Check(dimension.Name, "what varies");
        if (_dimensions.Exists(other => other.Name == dimension.Name))
            throw new ArgumentException($"'{dimension.Name}' varies already; expected another name.");
        _dimensions.Add(dimension);
        return this;
    }

    private List<Dimension> NotEmpty() => _dimensions.Count > 0 ? _dimensions : throw new InvalidOperationException("Nothing varies. Call Vary first.");

    private SearchSetting<TOptions> Combine(Choice[] choices) => new([.. _dimensions.Zip(choices, (dimension, choice) => (dimension.Name, choice.Value))], () =>
    {
        var options = _create();
        foreach (var choice in choices)
            choice.Set(options);
        return options;
    });

    private static string Describe<TValue>(TValue value) => value switch
    {
        null => "not set",
        string text => text,
        IEnumerable list when !list.Cast<object>().Any() => "none",
        IEnumerable list => string.Join('-', list.Cast<object>().Select(Describe)),
        _ when FormattableString.Invariant($"{value}") is var text && text != value.GetType().ToString() => text,
        _ => throw new ArgumentException($"A value of type {value.GetType().Name} has no text of its own to be known by.{GiveNames}"),
    };

    private sealed record Choice(string Value, Action<TOptions> Set);

    private sealed record Dimension(string Name, Choice[]? Choices, Func<Random, Choice> Draw);
}
