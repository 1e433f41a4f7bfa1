using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace AutoRec.Search;

/// <summary>The settings of a search: the options that vary, and their values.</summary>
/// <typeparam name="TOptions">The options of a trainer or of a whole pipeline.</typeparam>
/// <param name="create">Creates the options that each setting starts from.</param>
public sealed class SettingSpace<TOptions>(Func<TOptions> create)
{
    private const int DrawsForEachSetting = 100;
    private const string GiveNames = " Give each value a name: Vary(name, set, (\"first\", value), (\"second\", other)).";

    private readonly Func<TOptions> _create = create ?? throw new ArgumentNullException(nameof(create));
    private readonly List<Dimension> _dimensions = [];

    /// <summary>Varies an option among listed values.</summary>
    /// <typeparam name="TValue">The type of the values. Their names are their texts, or the texts of a list's elements.</typeparam>
    /// <param name="name">The name of the option in descriptions.</param>
    /// <param name="set">Sets the option.</param>
    /// <param name="values">The values, at least one.</param>
    /// <returns>This space.</returns>
    /// <exception cref="ArgumentException">
    /// There is no value; two values have the same text, or one has no text (use the overload with names); or the name is taken, empty,
    /// or has a tab or a line break.
    /// </exception>
    public SettingSpace<TOptions> Vary<TValue>(string name, Action<TOptions, TValue> set, params TValue[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Vary(name, set, Array.ConvertAll(values, value => (Describe(value), value)));
    }

    /// <summary>Varies an option among named values.</summary>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="name">The name of the option in descriptions.</param>
    /// <param name="set">Sets the option.</param>
    /// <param name="values">The names and values, at least one.</param>
    /// <returns>This space.</returns>
    /// <exception cref="ArgumentException">There is no value, or a name is taken, empty, or has a tab or a line break.</exception>
    [OverloadResolutionPriority(1)]
    public SettingSpace<TOptions> Vary<TValue>(string name, Action<TOptions, TValue> set, params (string Name, TValue Value)[] values)
    {
        ArgumentNullException.ThrowIfNull(set);
        SearchName.CheckList(values, value => value.Name, $"values of '{name}'", GiveNames);
        var choices = Array.ConvertAll(values, named => new Choice(named.Name, options => set(options, named.Value)));
        return Add(new Dimension(name, choices, random => choices[random.Next(choices.Length)]));
    }

    /// <summary>Varies a number between two bounds, for <see cref="Random"/>.</summary>
    /// <param name="name">The name of the option in descriptions.</param>
    /// <param name="set">Sets the option to a bound or a value of four digits.</param>
    /// <param name="low">The smallest value.</param>
    /// <param name="high">The largest value.</param>
    /// <param name="logarithmic">Whether to sample uniformly on a logarithmic scale, between positive bounds.</param>
    /// <returns>This space.</returns>
    /// <exception cref="ArgumentException">The bounds or the name are invalid.</exception>
    public SettingSpace<TOptions> VaryBetween(string name, Action<TOptions, double> set, double low, double high, bool logarithmic = false)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (!(low < high) || !double.IsFinite(high - low) || (logarithmic && low <= 0))
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"'{name}' goes from {low} to {high}; expected ascending finite bounds{(logarithmic ? ", greater than 0" : "")}."));
        }

        return Add(new Dimension(name, null, Draw));

        Choice Draw(Random random)
        {
            var part = random.NextDouble();
            var exact = logarithmic ? low * Math.Pow(high / low, part) : low + (part * (high - low));
            // Rounded, so that the description shows the exact value.
            var rounded = double.Parse(exact.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            var value = Math.Clamp(rounded, low, high);
            return new Choice(FormattableString.Invariant($"{value}"), options => set(options, value));
        }
    }

    /// <summary>Every combination of the listed values; the last option varies fastest.</summary>
    /// <exception cref="InvalidOperationException">An option varies between bounds, or nothing varies.</exception>
    public IReadOnlyList<SearchSetting<TOptions>> Grid()
    {
        if (_dimensions.Find(dimension => dimension.Choices is null) is { } continuous)
            throw new InvalidOperationException($"'{continuous.Name}' varies between bounds. Use Random, or list its values with Vary.");
        IEnumerable<Choice[]> combinations = [[]];
        foreach (var dimension in NotEmpty())
            combinations = combinations.SelectMany(_ => dimension.Choices!, (others, choice) => (Choice[])[.. others, choice]);
        return [.. combinations.Select(Combine)];
    }

    /// <summary>Draws different settings at random.</summary>
    /// <param name="count">The number of settings; fewer are returned if there are not as many.</param>
    /// <param name="seed">The random seed.</param>
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
        SearchName.Check(dimension.Name, "the space");
        if (_dimensions.Exists(other => other.Name == dimension.Name))
            throw new ArgumentException($"'{dimension.Name}' varies already; expected another name.");
        _dimensions.Add(dimension);
        return this;
    }

    private List<Dimension> NotEmpty() =>
        _dimensions.Count > 0 ? _dimensions : throw new InvalidOperationException("Nothing varies. Call Vary first.");

    private SearchSetting<TOptions> Combine(Choice[] choices)
    {
        return new([.. _dimensions.Zip(choices, (dimension, choice) => (dimension.Name, choice.Value))], Create);

        TOptions Create()
        {
            var options = _create();
            foreach (var choice in choices)
                choice.Set(options);
            return options;
        }
    }

    private static string Describe<TValue>(TValue value) => value switch
    {
        null => "not set",
        string text => text,
        IEnumerable list when !list.Cast<object>().Any() => "none",
        IEnumerable list => string.Join('-', list.Cast<object>().Select(Describe)),
        _ when FormattableString.Invariant($"{value}") is var text && text != value.GetType().ToString() => text,
        _ => throw new ArgumentException($"A value of type {value.GetType().Name} has no text.{GiveNames}"),
    };

    private sealed record Choice(string Value, Action<TOptions> Set);

    private sealed record Dimension(string Name, Choice[]? Choices, Func<Random, Choice> Draw);
}
