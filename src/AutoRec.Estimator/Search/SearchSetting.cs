namespace AutoRec.Search;

/// <summary>One of the settings of a <see cref="SettingSpace{TOptions}"/>.</summary>
/// <typeparam name="TOptions">As of the space.</typeparam>
public sealed class SearchSetting<TOptions>
{
    private readonly Func<TOptions> _create;

    internal SearchSetting(IReadOnlyList<(string Name, string Value)> values, Func<TOptions> create) => (Values, _create) = (values, create);

    /// <summary>What varies, in the order in which the space had it, and what it is here, in words.</summary>
    public IReadOnlyList<(string Name, string Value)> Values { get; }

    /// <summary>The values in one line, such as "hidden units 512, λ 40".</summary>
    public string Description => string.Join(", ", Values.Select(value => $"{value.Name} {value.Value}"));

    /// <summary>Makes options of this setting: new ones each time.</summary>
    public TOptions CreateOptions() => _create();

    /// <summary>The <see cref="Description"/>.</summary>
    public override string ToString() => Description;
}
