namespace AutoRec.Search;

/// <summary>A setting of a <see cref="SettingSpace{TOptions}"/>.</summary>
/// <typeparam name="TOptions">The options that are searched.</typeparam>
public sealed class SearchSetting<TOptions>
{
    private readonly Func<TOptions> _create;

    internal SearchSetting((string Name, string Value)[] values, Func<TOptions> create) => (Values, _create) = (values, create);

    /// <summary>The names and values of the varied options, in the order of the space.</summary>
    public IReadOnlyList<(string Name, string Value)> Values { get; }

    /// <summary>The values in one line, such as "hidden units 512, λ 40".</summary>
    public string Description => string.Join(", ", Values.Select(value => $"{value.Name} {value.Value}"));

    /// <summary>Creates new options with this setting.</summary>
    public TOptions CreateOptions() => _create();

    /// <summary>The <see cref="Description"/>.</summary>
    public override string ToString() => Description;
}
